//! Proofs against the known vectors of RFC 6962 and against all ways to spoil them.

use super::*;
use crate::Range;
use proptest::prelude::*;

const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// The eight inputs of the reference implementation's vectors.
fn known() -> Vec<Hash> {
    let inputs: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    inputs.into_iter().map(Hash::leaf).collect()
}

fn hex(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(ToString::to_string).collect()
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|n| Hash::leaf(&n.to_be_bytes())).collect()
}

fn root(leaves: &[Hash]) -> Hash {
    leaves.iter().copied().collect::<Range>().root()
}

/// All ways to spoil a path by one hash: change, drop, add.
fn spoilt(path: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for place in 0..path.len() {
        let mut changed = path.to_vec();
        changed[place] = Hash::leaf(b"spoilt");
        all.push(changed);
        let mut dropped = path.to_vec();
        dropped.remove(place);
        all.push(dropped);
    }
    all.push([path, &[Hash::leaf(b"more")]].concat());
    all
}

#[test]
fn the_roots_are_the_known_ones() {
    for (size, known_root) in (1..).zip(ROOTS) {
        assert_eq!(root(&known()[..size]).to_string(), known_root);
    }
}

#[test]
fn the_proofs_are_the_known_ones() {
    let inclusion = |index, size| hex(&Inclusion::make(&known(), index, size).unwrap().path);
    assert_eq!(
        inclusion(0, 8),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(inclusion(0, 1), [""; 0]);
    let consistency = |from, to| hex(&Consistency::make(&known(), from, to).unwrap().path);
    assert_eq!(consistency(1, 8), inclusion(0, 8));
    assert_eq!(
        consistency(6, 8),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    assert_eq!(consistency(8, 8), [""; 0]);
}

#[test]
fn every_small_proof_holds_and_every_spoilt_one_fails() {
    for size in 1..=20 {
        let leaves = leaves(size);
        let top = root(&leaves);
        for index in 0..size {
            let proof = Inclusion::make(&leaves, index, size).unwrap();
            let leaf = leaves[usize::try_from(index).unwrap()];
            assert_eq!(proof.check(&leaf, &top), Ok(()), "{index} of {size}");
            for path in spoilt(&proof.path) {
                assert!(Inclusion { path, ..proof }.check(&leaf, &top).is_err(), "{index} of {size}");
            }
        }
        for from in 0..=size {
            let proof = Consistency::make(&leaves, from, size).unwrap();
            let before = root(&leaves[..usize::try_from(from).unwrap()]);
            assert_eq!(proof.check(&before, &top), Ok(()), "{from} to {size}");
            for path in spoilt(&proof.path) {
                assert!(Consistency { path, ..proof }.check(&before, &top).is_err(), "{from} to {size}");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_proof_holds_for_its_own_leaf_place_and_root_only(size in 2u64..200, pick in any::<u64>(), other in any::<u64>()) {
        let leaves = leaves(size);
        let (index, other) = (pick % size, other % size);
        let proof = Inclusion::make(&leaves, index, size).unwrap();
        let leaf = leaves[usize::try_from(index).unwrap()];
        prop_assert!(proof.check(&leaf, &root(&leaves)).is_ok());
        prop_assert!(proof.check(&leaf, &Hash::empty()).is_err());
        if other != index {
            prop_assert!(proof.check(&leaves[usize::try_from(other).unwrap()], &root(&leaves)).is_err());
            let moved = Inclusion { index: other, ..proof };
            prop_assert!(moved.check(&leaf, &root(&leaves)).is_err());
        }
    }

    #[test]
    fn growth_is_proved_and_a_changed_past_is_not(size in 2u64..200, pick in any::<u64>(), hit in any::<u64>()) {
        let from = 1 + pick % (size - 1);
        let mut leaves = leaves(size);
        let before = root(&leaves[..usize::try_from(from).unwrap()]);
        let proof = Consistency::make(&leaves, from, size).unwrap();
        prop_assert!(proof.check(&before, &root(&leaves)).is_ok());
        leaves[usize::try_from(hit % from).unwrap()] = Hash::leaf(b"changed");
        let forged = Consistency::make(&leaves, from, size).unwrap();
        prop_assert!(forged.check(&before, &root(&leaves)).is_err());
    }

    #[test]
    fn no_proof_makes_checking_fall_over(index in any::<u64>(), size in any::<u64>(), count in 0usize..70) {
        let path = vec![Hash::empty(); count];
        let inclusion = Inclusion { index, size, path: path.clone() };
        prop_assert!(inclusion.check(&Hash::empty(), &Hash::leaf(b"")).is_err());
        let consistency = Consistency { from: index, to: size, path };
        prop_assert!(consistency.check(&Hash::leaf(b"a"), &Hash::leaf(b"b")).is_err());
    }
}

/// Leaves that also know the subtrees shown while appending.
struct Tiles(Vec<Hash>, std::collections::BTreeMap<(u32, u64), Hash>, std::cell::Cell<u32>);

impl Leaves for Tiles {
    fn leaf(&self, index: u64) -> Option<Hash> {
        self.2.set(self.2.get() + 1);
        self.0.leaf(index)
    }
    fn subtree(&self, level: u32, index: u64) -> Option<Hash> {
        self.1.get(&(level, index)).copied()
    }
}

#[test]
fn stored_tiles_give_the_same_proofs_from_far_fewer_leaves() {
    let (mut range, leaves) = (Range::new(), leaves(5000));
    let mut tiles = Tiles(leaves.clone(), std::collections::BTreeMap::new(), std::cell::Cell::new(0));
    for leaf in &leaves {
        range.append_seeing(*leaf, &mut |level, index, root| {
            if level == 8 {
                tiles.1.insert((level, index), root);
            }
        });
    }
    assert_eq!(Inclusion::make(&tiles, 1234, 5000), Inclusion::make(&leaves, 1234, 5000));
    assert!(tiles.2.get() < 512, "{:?}", tiles.2);
}

#[test]
fn what_cannot_be_proved_is_said() {
    let leaves = leaves(5);
    assert_eq!(Inclusion::make(&leaves, 5, 5), Err(Unprovable::Outside { asked: 5, size: 5 }));
    assert_eq!(Inclusion::make(&leaves, 0, 7), Err(Unprovable::NoLeaf { index: 5 }));
    assert_eq!(Consistency::make(&leaves, 6, 5), Err(Unprovable::Outside { asked: 6, size: 5 }));
    let provider: &dyn Fn(u64) -> Option<Hash> = &|index| leaves.leaf(index);
    assert!(Inclusion::make(provider, 2, 5).is_ok());
}
