//! An archive to measure: set up, filled from a generated table, and ready when all of it can be found.

use super::client::{Answer, Client, Identity};
use super::load::escaped;
use super::server::Server;
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};
use strongroom::demo::write_csv;

const SEED: u64 = 1_850;
const SEED_OF_ONE_MORE: u64 = 77;
/// As many rows as stay under the limit on uploads.
const ROWS_A_TABLE: u64 = 250_000;
/// As many ranges as a room's codes have two digits for.
const RANGES_A_ROOM: u64 = 99;

/// Refuses an answer of another status.
pub fn expect(status: u16, answer: Answer) -> io::Result<Answer> {
    if answer.status == status {
        return Ok(answer);
    }
    Err(io::Error::other(format!("{} instead of {status}: {}", answer.status, String::from_utf8_lossy(&answer.body))))
}

/// An archive with so many folders: the one in a directory that was named, filled if it is new and kept for the next
/// time; else a new one that goes with its place.
pub fn open(named: Option<String>, place: &Path, folders: u64) -> io::Result<(Server, Identity, PathBuf)> {
    let data = named.map_or_else(|| place.join("data"), PathBuf::from);
    let kept = data.with_extension("token");
    if let Ok(secret) = fs::read_to_string(&kept) {
        return Ok((Server::start(&data)?, Identity::token(&secret), data));
    }
    let server = Server::start(&data)?;
    let secret = server.first_secret()?;
    let identity = Identity::token(&secret);
    fs::write(kept, secret)?;
    import(&server, &identity, folders)?;
    Ok((server, identity, data))
}

/// Sets an archive up and imports generated tables; from the first upload's first byte until every folder can be found.
pub fn import(server: &Server, identity: &Identity, folders: u64) -> io::Result<Duration> {
    let mut client = Client::connect(server.address, identity)?;
    set_up(&mut client, folders)?;
    let (mut elapsed, mut left, mut good) = (Duration::ZERO, folders, 0);
    while left > 0 {
        let rows = left.min(ROWS_A_TABLE);
        let mut table = Vec::new();
        write_csv(rows, SEED + left, &mut table)?;
        println!("a table of {rows} rows, {:.0} bytes a row", table.len() as f64 / rows as f64);
        let started = Instant::now();
        good += import_table(&mut client, rows, table)?;
        elapsed += started.elapsed();
        left -= rows;
    }
    println!("imported in {:.1} s; waiting until all can be found", elapsed.as_secs_f64());
    let waiting = Instant::now();
    wait_findable(server, identity, good)?;
    Ok(elapsed + waiting.elapsed())
}

/// Uploads one table, waits until its rows are folders, and says how many.
fn import_table(client: &mut Client, rows: u64, table: Vec<u8>) -> io::Result<u64> {
    let path = begin_import(client, table)?;
    let progress = import_until(client, &path, u64::MAX)?;
    // Invented people of two tables may share an identity and not a name; such rows wait for somebody to look at them.
    let good = progress["good"].as_u64().unwrap_or(0);
    if good < rows - rows / 50 {
        return Err(io::Error::other(format!("too few rows were taken: {progress}")));
    }
    Ok(good)
}

/// Begins the import of one more table, whose rows are like none before.
pub fn begin_one_more(client: &mut Client, rows: u64) -> io::Result<String> {
    let mut table = Vec::new();
    write_csv(rows, SEED_OF_ONE_MORE, &mut table)?;
    begin_import(client, table)
}

/// Uploads a table and lets its import run; says where that can be asked for.
fn begin_import(client: &mut Client, table: Vec<u8>) -> io::Result<String> {
    let job = expect(201, client.upload("/api/v1/imports", "folders.csv", &table)?)?.json();
    drop(table);
    let path = format!("/api/v1/imports/{}", job["id"].as_str().unwrap_or(""));
    let body = json!({"mapping": job["mapping"], "placement": "stated_or_assign", "keep_codes": false});
    expect(200, client.post(&format!("{path}/run"), &body)?)?;
    Ok(path)
}

/// Waits until so many rows of an import were gone through, or all of them, and says how far it is.
pub fn import_until(client: &mut Client, path: &str, rows: u64) -> io::Result<Value> {
    loop {
        let job = expect(200, client.get(path)?)?.json();
        let progress = &job["progress"];
        match job["state"].as_str() {
            Some("done") => return Ok(progress.clone()),
            Some("running") if progress["done"].as_u64() >= Some(rows) => return Ok(progress.clone()),
            Some("running" | "queued") => {}
            other => return Err(io::Error::other(format!("the import is {other:?}: {job}"))),
        }
        sleep(Duration::from_millis(50));
    }
}

fn set_up(client: &mut Client, folders: u64) -> io::Result<()> {
    expect(200, client.post("/api/v1/presets/dealer_a", &json!({}))?)?;
    let named = |zh: &str, en: &str| json!({"zh": zh, "en": en});
    // Shelves of 1.2 m, 96 a range: half as many again as the folders take, and some for the beginnings of periods.
    let mut ranges = folders * 12 * 3 / 2 / (96 * 1_200) + 12;
    let mut shelves = Vec::new();
    for room in ["A", "B", "C"] {
        let here = ranges.min(RANGES_A_ROOM);
        ranges -= here;
        if here == 0 {
            break;
        }
        expect(201, client.post("/api/v1/storerooms", &json!({"code": room, "name": named("库房", "Storeroom")}))?)?;
        let body = json!({"from": 1, "to": here, "sides": ["L", "R"], "bays": 8, "shelves": 6, "slots": 30, "slot_width_mm": 40});
        expect(201, client.post(&format!("/api/v1/storerooms/{room}/ranges"), &body)?)?;
        shelves.push(json!({"from": format!("{room}-01"), "to": format!("{room}-{here:02}")}));
    }
    let zone = json!({"name": named("一号库区", "Zone one"), "shelves": shelves, "priority": 1});
    expect(200, client.put("/api/v1/zones/Z1", &zone)?)?;
    Ok(())
}

/// Takes back what a crowd that lost its server still had.
pub fn take_back_all(server: &Server, identity: &Identity) -> io::Result<()> {
    let mut client = Client::connect(server.address, identity)?;
    loop {
        let page = expect(200, client.get("/api/v1/loans?limit=200")?)?.json();
        let lent: Vec<Value> =
            page["items"].as_array().into_iter().flatten().map(|loan| loan["folder"]["code"].clone()).collect();
        if lent.is_empty() {
            return Ok(());
        }
        expect(200, client.post("/api/v1/returns", &json!({"codes": lent}))?)?;
    }
}

/// Waits until views and search index have taken in every frame.
pub fn wait_followed(server: &Server, identity: &Identity) -> io::Result<()> {
    let mut client = Client::connect(server.address, identity)?;
    for _ in 0..120_000 {
        let system = expect(200, client.get("/api/v1/system")?)?.json();
        let behind = |follower: &Value| follower["behind"].as_u64().unwrap_or(1);
        if system["followers"].as_array().is_some_and(|all| all.iter().map(behind).sum::<u64>() == 0) {
            return Ok(());
        }
        sleep(Duration::from_millis(20));
    }
    Err(io::Error::other("views and index do not catch up"))
}

/// How many folders there are.
pub fn count(server: &Server, identity: &Identity) -> io::Result<u64> {
    wait_followed(server, identity)?;
    let mut client = Client::connect(server.address, identity)?;
    Ok(expect(200, client.get("/api/v1/search?q=")?)?.json()["total"].as_u64().unwrap_or(0))
}

/// Waits until the search index has everything, and asks it.
pub fn wait_findable(server: &Server, identity: &Identity, folders: u64) -> io::Result<()> {
    let mut client = Client::connect(server.address, identity)?;
    // A million folders take the index some minutes, many on a busy machine.
    for _ in 0..36_000 {
        let system = expect(200, client.get("/api/v1/system")?)?.json();
        let behind = |follower: &Value| follower["behind"].as_u64().unwrap_or(1);
        if system["followers"].as_array().is_some_and(|all| all.iter().map(behind).sum::<u64>() == 0) {
            let found = expect(200, client.get(&format!("/api/v1/search?q={}", escaped("")))?)?.json();
            if found["total"] == folders {
                return Ok(());
            }
        }
        sleep(Duration::from_millis(50));
    }
    Err(io::Error::other("the search index does not catch up"))
}

/// Codes of folders all over the archive that can be read without a look being recorded.
pub fn some_codes(server: &Server, identity: &Identity, count: usize) -> io::Result<Vec<String>> {
    let mut client = Client::connect(server.address, identity)?;
    let mut codes = Vec::new();
    let mut cursor = 0;
    while codes.len() < count {
        let page =
            expect(200, client.get(&format!("/api/v1/search?q=&limit=200&sort=oldest&cursor={cursor}"))?)?.json();
        let Some(items) = page["items"].as_array().filter(|items| !items.is_empty()) else { break };
        let plain = items.iter().filter(|item| item["class"] == "internal");
        codes.extend(plain.filter_map(|item| item["code"].as_str().map(str::to_owned)));
        cursor += 200;
    }
    codes.truncate(count);
    Ok(codes)
}

/// Blocks taken by a file or everything in a directory.
pub fn bytes_under(path: &Path) -> u64 {
    let Ok(about) = fs::metadata(path) else { return 0 };
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    about.blocks() * 512 + entries.map(|entry| bytes_under(&entry.path())).sum::<u64>()
}
