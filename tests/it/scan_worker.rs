//! The child that reads scanned files, as the real binary; and children that break, which are scripts that stand in for it.

use super::intake::stack::Seed;
use super::intake::stack::file::tiff;
use super::intake::stack::sheet::Sheet;
use image::GrayImage;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use strongroom::domain::scan::ScanFault;
use strongroom::scan::file::Limits as FileLimits;
use strongroom::scan::worker::{Limits, View, WorkerPage, previews, run, view};

const CODE: &str = "HTTPS://ARCHIVE.EXAMPLE.COM/F/NEW2026-000123X";

fn exe() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_strongroom"))
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/scans").join(name)
}

/// The pages that came, and how it ended.
fn read(exe: &Path, file: &Path, folder: &Path, limits: &Limits) -> (Vec<WorkerPage>, Result<u32, ScanFault>) {
    let mut pages = Vec::new();
    let end = run(exe, file, folder, limits, &mut |page| {
        pages.push(page);
        ControlFlow::Continue(())
    });
    (pages, end)
}

/// Reads a good file, to see that nothing of what went before hinders the next.
fn the_next_file_is_read(folder: &Path) {
    let (pages, end) = read(exe(), &sample("g4.tif"), folder, &Limits::default());
    assert_eq!((pages.len(), end), (2, Ok(2)));
}

/// Something that is started in the child's place: a shell, to which the name of the subcommand is that of a script in the
/// folder where it is started.
fn stand_in(folder: &Path, script: &str) -> PathBuf {
    std::fs::write(folder.join("scan-worker"), script).unwrap();
    "/bin/sh".into()
}

#[test]
fn a_child_reads_codes_looks_at_pages_and_leaves_previews() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["g4.tif", "jpeg.pdf"] {
        let (pages, end) = read(exe(), &sample(name), folder.path(), &Limits::default());
        assert_eq!((pages.len(), end), (2, Ok(2)), "{name}");
        for (index, page) in pages.iter().enumerate() {
            assert_eq!(
                (page.index as usize, page.width_px, page.height_px, page.dpi),
                (index, 583, 827, 100),
                "{name}"
            );
            assert_eq!(page.codes, [CODE], "{name}");
            assert!(!page.blank && page.skew_centideg.abs() < 60, "{name}: {page:?}");
            let sizes = previews(folder.path(), page.index).map(|path| image::open(path).unwrap().width());
            // Never larger than the page itself.
            assert_eq!(sizes, [240, 583], "{name}");
        }
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 4, "nothing half written is left: {names:?}");
}

#[test]
fn a_picture_of_one_page_is_made_when_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = View { index: 1, width_px: None, is_straight: true, quarters: 1 };
    let path = view(exe(), &sample("jpeg.pdf"), folder.path(), &Limits::default(), wanted).unwrap();
    let picture = image::open(path).unwrap();
    assert_eq!((picture.width(), picture.height()), (827, 583));
    let none = View { index: 9, ..wanted };
    let fault = view(exe(), &sample("jpeg.pdf"), folder.path(), &Limits::default(), none);
    assert_eq!(fault, Err(ScanFault::Empty));
}

#[test]
fn whoever_takes_pages_may_break_off_and_the_child_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    let end = run(exe(), &sample("g4.tif"), folder.path(), &Limits::default(), &mut |_| {
        count += 1;
        ControlFlow::Break(())
    });
    assert_eq!((end, count), (Ok(1), 1));
    the_next_file_is_read(folder.path());
}

#[test]
fn what_is_wrong_with_a_file_comes_back_after_its_pages() {
    let folder = tempfile::tempdir().unwrap();
    for (name, count, fault) in [
        ("cut.tif", 1, ScanFault::Damaged),
        ("encrypted.pdf", 0, ScanFault::Encrypted),
        ("README.md", 0, ScanFault::Unsupported { kind: "TXT".into() }),
        ("nowhere.pdf", 0, ScanFault::Vanished),
    ] {
        let (pages, end) = read(exe(), &sample(name), folder.path(), &Limits::default());
        assert_eq!((pages.len(), end), (count, Err(fault)), "{name}");
    }
}

#[test]
fn a_file_that_eats_memory_ends_its_child_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.png");
    GrayImage::new(11_000, 11_000).save(&file).unwrap();
    let little = Limits { memory_bytes: 64 << 20, ..Limits::default() };
    assert_eq!(read(exe(), &file, folder.path(), &little).1, Err(ScanFault::TooLarge));
    the_next_file_is_read(folder.path());
}

#[test]
fn a_child_that_crashes_is_a_fault_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let page =
        r#"echo '{"page":{"index":0,"width_px":1,"height_px":1,"dpi":300,"codes":[],"blank":true,"skew_centideg":0}}'"#;
    for (script, fault) in [
        ("kill -SEGV $$", ScanFault::Crashed),
        ("kill -ABRT $$", ScanFault::Crashed),
        ("exit 0", ScanFault::Crashed),
        ("echo nonsense", ScanFault::Crashed),
        ("kill -XCPU $$", ScanFault::TooSlow),
        ("kill -KILL $$", ScanFault::Crashed),
        ("echo 'memory allocation of 9999999999 bytes failed' >&2; kill -ABRT $$", ScanFault::TooLarge),
    ] {
        let exe = stand_in(folder.path(), &format!("cat > /dev/null\n{page}\n{script}"));
        let (pages, end) = read(&exe, &sample("g4.tif"), folder.path(), &Limits::default());
        assert_eq!((pages.len(), end), (1, Err(fault)), "{script}");
    }
    let (_, end) = read(Path::new("/nowhere/strongroom"), &sample("g4.tif"), folder.path(), &Limits::default());
    assert_eq!(end, Err(ScanFault::Crashed));
    the_next_file_is_read(folder.path());
}

#[test]
fn a_child_that_tells_what_cannot_be_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let page = |told: &str| format!("echo '{{\"page\":{{{told},\"blank\":true,\"skew_centideg\":0}}}}'");
    let whole =
        |index: u32| page(&format!("\"index\":{index},\"width_px\":1,\"height_px\":1,\"dpi\":300,\"codes\":[]"));
    let many = vec!["\"x\""; Limits::default().codes + 1].join(",");
    for (lines, count) in [
        // Pages without end, pages out of turn, and more or fewer than it says in the end.
        ("while :; do echo '{\"page\":{\"index\":0,\"width_px\":1,\"height_px\":1,\"dpi\":300,\"codes\":[],\"blank\":true,\"skew_centideg\":0}}'; done".to_owned(), 1),
        (format!("{}\n{}", whole(0), whole(2)), 1),
        (format!("{}\necho '{{\"done\":{{\"pages\":7}}}}'", whole(0)), 1),
        ("echo '{\"done\":{\"pages\":1}}'".to_owned(), 0),
        // A page without a size, of more dots than may be, with more codes than are read.
        (page("\"index\":0,\"width_px\":0,\"height_px\":1,\"dpi\":300,\"codes\":[]"), 0),
        (page("\"index\":0,\"width_px\":4294967295,\"height_px\":4294967295,\"dpi\":300,\"codes\":[]"), 0),
        (page("\"index\":0,\"width_px\":1,\"height_px\":1,\"dpi\":0,\"codes\":[]"), 0),
        (page(&format!("\"index\":0,\"width_px\":1,\"height_px\":1,\"dpi\":300,\"codes\":[{many}]")), 0),
    ] {
        let exe = stand_in(folder.path(), &format!("cat > /dev/null\n{lines}"));
        let (pages, end) = read(&exe, &sample("g4.tif"), folder.path(), &Limits::default());
        assert_eq!((pages.len(), end), (count, Err(ScanFault::Crashed)), "{lines}");
    }
    // As many as were asked for, and no more.
    let few = Limits { file: FileLimits { pages: 2, ..FileLimits::default() }, ..Limits::default() };
    let exe = stand_in(folder.path(), &format!("cat > /dev/null\n{}\n{}\n{}", whole(0), whole(1), whole(2)));
    let (pages, end) = read(&exe, &sample("g4.tif"), folder.path(), &few);
    assert_eq!((pages.len(), end), (2, Err(ScanFault::Crashed)));
    the_next_file_is_read(folder.path());
}

#[test]
fn a_child_that_hangs_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let impatient = Limits { silence_ms: 1_000, ..Limits::default() };
    // It even ignores what politer signals it can, and has closed nothing.
    let exe = stand_in(folder.path(), "trap '' TERM INT HUP\necho $$ > pid\nwhile :; do :; done");
    assert_eq!(read(&exe, &sample("g4.tif"), folder.path(), &impatient).1, Err(ScanFault::TooSlow));
    // On a busy machine it may have been ended before it said who it is.
    if let Ok(pid) = std::fs::read_to_string(folder.path().join("pid")) {
        assert!(pid.trim().is_empty() || !Path::new("/proc").join(pid.trim()).exists());
    }
    the_next_file_is_read(folder.path());
}

#[test]
fn a_child_is_given_no_settings_no_files_and_little_of_anything() {
    let folder = tempfile::tempdir().unwrap();
    let _open = std::fs::File::create(folder.path().join("secrets")).unwrap();
    let exe = stand_in(
        folder.path(),
        "cat > /dev/null\nenv > environment\nls -l /proc/self/fd > files\necho '{\"done\":{\"pages\":0}}'",
    );
    assert_eq!(read(&exe, &sample("g4.tif"), folder.path(), &Limits::default()).1, Ok(0));
    let lines = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let own = ["MIMALLOC_", "PWD=", "OLDPWD=", "SHLVL=", "_="];
    assert!(
        lines("environment").lines().all(|line| own.iter().any(|own| line.starts_with(own))),
        "{}",
        lines("environment")
    );
    assert!(!lines("files").contains("secrets"), "{}", lines("files"));
    // The real one, looked at while it hands a page over and others are still to come.
    let (many, mut seed) = (folder.path().join("many.tif"), Seed(3));
    let sheets: Vec<Sheet> = (0..8).map(|_| Sheet::printed(&mut seed, 100)).collect();
    std::fs::write(&many, tiff(&sheets)).unwrap();
    let mut seen = Vec::new();
    let _ = run(self::exe(), &many, folder.path(), &Limits::default(), &mut |_| {
        seen.extend(children().into_iter().filter_map(|pid| about(&pid)));
        if seen.is_empty() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let data = format!("{}", Limits::default().memory_bytes);
    let confined = seen.iter().any(|(limits, status)| {
        limits.lines().any(|line| line.starts_with("Max data size") && line.contains(&data))
            && limits.lines().any(|line| line.starts_with("Max core file size") && line.contains(" 0 "))
            && status.contains("NoNewPrivs:\t1")
    });
    assert!(confined, "{seen:?}");
}

/// The processes that this one started.
fn children() -> Vec<String> {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let lists = threads.filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn about(pid: &str) -> Option<(String, String)> {
    let read = |name: &str| std::fs::read_to_string(format!("/proc/{pid}/{name}")).ok();
    read("cmdline")?.contains("scan-worker").then(|| Some((read("limits")?, read("status")?))).flatten()
}
