//! The pages over a real engine on a throw-away database, with the sample organisation in it: what people do without
//! script, who gets where, what no page ever lets through.

mod doors;
mod house;
mod journeys;
mod markup;
mod people;
