//! The pages over a real engine on a throw-away database, with the sample organisation in it: what people do without
//! script, who gets where, what no page ever lets through.

#[cfg(test)]
mod directory;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod duties;
#[cfg(test)]
mod home;
mod house;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod markup;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod measures;
#[cfg(test)]
mod people;
#[cfg(test)]
mod walk;
