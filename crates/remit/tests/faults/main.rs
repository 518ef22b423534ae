//! Faults on the real binary: power cuts, kills, full disks, clients that go away, tampering. Each proof has a seeded
//! fault that its checker must find. `docs/proofs.md` lists them with their commands.

#[cfg(test)]
mod copies;
#[cfg(test)]
mod disk_full;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod gone_client;
#[cfg(test)]
mod http;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod load;
#[cfg(test)]
mod power_cut;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod running;
#[cfg(test)]
mod shutdown;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod trace;
#[cfg(test)]
mod two_nodes;
