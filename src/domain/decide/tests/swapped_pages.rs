//! Pages go along with labels that had been swapped, and come back exactly when it turns out that they had not.

use super::random::{Random, for_seeds};
use super::scans::{file, label, numbers, receive, scan, shift};
use super::world::{World, folder};
use crate::domain::command::{Command, Found, ScanCommand, SurgeryCommand};
use crate::domain::ids::{FolderNo, PageNo};
use crate::domain::scan::{FoundBy, PagePlace, Why};
use crate::domain::state::{Stands, tests::brute::check};

/// The pages of a folder, in order, and what had said that they belong there.
fn hanging(world: &World, folder: FolderNo) -> Vec<(PageNo, Stands)> {
    let scans = &world.state.scans;
    scans.of_folder(folder).iter().map(|page| (*page, scans.page(*page).unwrap().stands)).collect()
}

/// A file with pages that some label, some page before, or nobody put on one of the folders.
fn arrives(world: &mut World, random: &mut Random, folders: [FolderNo; 2]) {
    let no = world.state.scans.len() as u32;
    world.ask(receive(no as u8 + 1)).unwrap();
    let found: Vec<Found> = (0..=random.below(6))
        .map(|_| {
            let place = PagePlace::folder(random.pick(&folders));
            random.pick(&[
                label(place.folder),
                Found::Filed(place, FoundBy::Following),
                Found::Filed(place, FoundBy::Told),
                Found::Waits(Why::NoCode),
            ])
        })
        .collect();
    world.ask(file(no, 0, &found, true)).unwrap();
}

fn somebody_moves_one(world: &mut World, random: &mut Random, folders: [&str; 2]) {
    let page = random.below(world.state.scans.page_count() as u64) as u32;
    let to = random.pick(&folders);
    let there = world.state.scans.of_folder(world.find(to)).to_vec();
    let before = (!there.is_empty() && random.chance(60)).then(|| random.pick(&there).0);
    world.ask(shift(&[page], to, before.filter(|before| *before != page))).unwrap();
}

#[test]
fn undoing_a_swap_of_labels_hangs_every_page_where_it_was_and_leaves_those_that_came_since_behind_them() {
    for_seeds(60, |random| {
        let mut world = World::new();
        let codes = [world.register(folder()), world.register(folder())];
        let [one, other] = [&*codes[0], &*codes[1]];
        let folders = [world.find(one), world.find(other)];
        for _ in 0..=random.below(3) {
            arrives(&mut world, random, folders);
            if random.chance(50) {
                somebody_moves_one(&mut world, random, [one, other]);
            }
        }
        let swap = || {
            let (one, other, reason) = (one.to_owned(), other.to_owned(), "贴反".to_owned());
            Command::Surgery(SurgeryCommand::SwapLabels { one, other, since: None, reason })
        };
        if random.chance(30) {
            // An earlier swap, which stays.
            world.ask(swap()).unwrap();
        }
        let before = folders.map(|folder| hanging(&world, folder));
        world.ask(swap()).unwrap();
        let seq = world.state.seq;
        let known = world.state.scans.page_count() as u32;
        for _ in 0..random.below(3) {
            arrives(&mut world, random, folders);
        }
        let since = folders.map(|folder| {
            let now = hanging(&world, folder).into_iter();
            now.filter(|(page, _)| page.0 >= known).collect::<Vec<_>>()
        });
        world.ask(Command::Undo { seq }).unwrap();
        for ((folder, before), since) in folders.into_iter().zip(before).zip(since) {
            assert_eq!(hanging(&world, folder), [before, since].concat());
        }
        check(&world.state);
    });
}

#[test]
fn what_somebody_put_elsewhere_since_the_swap_stays_where_it_was_put() {
    let mut world = World::new();
    let (one, other) = (world.register(folder()), world.register(folder()));
    let (a, b) = (world.find(&one), world.find(&other));
    world.ask(receive(1)).unwrap();
    world.ask(file(0, 0, &[label(a), label(a), label(a), label(b)], true)).unwrap();
    let reason = "贴反".to_owned();
    let swap = SurgeryCommand::SwapLabels { one: one.clone(), other: other.clone(), since: None, reason };
    world.ask(Command::Surgery(swap)).unwrap();
    let seq = world.state.seq;
    let of = |world: &World, folder| hanging(world, folder).into_iter().map(|(page, _)| page).collect::<Vec<_>>();
    assert_eq!((of(&world, a), of(&world, b)), (numbers(&[3]), numbers(&[0, 1, 2])));
    world.ask(scan(ScanCommand::SetAside { pages: numbers(&[1]), reason: "重复".to_owned() })).unwrap();
    world.ask(shift(&[3], &one, None)).unwrap();
    world.ask(shift(&[2], &other, Some(0))).unwrap();
    world.ask(Command::Undo { seq }).unwrap();
    assert_eq!(of(&world, a), numbers(&[0]), "page 1 is aside");
    assert_eq!(of(&world, b), numbers(&[3, 2]), "page 2 was put there by hand; page 3 comes back before it");
    check(&world.state);
}
