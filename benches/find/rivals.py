"""Asks SQLite FTS5 (trigram) and PostgreSQL (pg_trgm) what `find` asked, over the same folders, and compares medians.

    rivals.py DIR    DIR as `cargo bench --bench find -- --data` leaves it: texts.tsv, asked.tsv

Both are asked for less than we answer: the count, and any twenty rows in no order. Counted is processor time of the thread
or backend that answers, since other programs share the machine; the databases are warm, on one thread each.
"""

import os, pathlib, shutil, sqlite3, statistics, subprocess, sys, tempfile, time

KINDS = [("one character", 100.0), ("two characters", 100.0), ("phone tails", 3.0), ("VIN tails", 3.0)]
TIMES = 3
OF_EACH = 12
PG = "/usr/lib/postgresql/15/bin/"


def escaped(text):
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("'", "''")


class SQLite:
    name = "SQLite FTS5 trigram"

    def __init__(self, texts, place):
        self.db = sqlite3.connect(f"{place}/fts.db")
        for pragma in ("journal_mode=off", "synchronous=off", "cache_size=-1000000", "mmap_size=8000000000"):
            self.db.execute(f"pragma {pragma}")
        self.db.execute("create virtual table f using fts5(text, tokenize='trigram')")
        rows = (line.rstrip("\n").split("\t", 1) for line in open(texts, encoding="utf-8"))
        self.db.executemany("insert into f(rowid, text) values (?, ?)", rows)
        self.db.execute("insert into f(f) values ('optimize')")
        self.db.commit()

    def ask(self, text):
        if len(text) < 3:
            # A scan, as its documentation says for fewer than three characters. Without ESCAPE version 3.40 takes the bytes of
            # one Chinese character for a trigram, asks its index and finds nothing.
            where, value = "text like ? escape '\\'", f"%{text}%"
        else:
            where, value = "f match ?", '"' + text.replace('"', '""') + '"'
        started = time.thread_time()
        (count,) = self.db.execute(f"select count(*) from f where {where}", (value,)).fetchone()
        self.db.execute(f"select rowid from f where {where} limit 20", (value,)).fetchall()
        return (time.thread_time() - started) * 1e3, count

    def close(self):
        self.db.close()


class PostgreSQL:
    name = "PostgreSQL pg_trgm"

    def __init__(self, texts, place):
        self.dir = f"{place}/pg"
        os.makedirs(self.dir)
        self.as_owner = []
        if os.getuid() == 0:
            os.chmod(place, 0o755)
            shutil.chown(self.dir, "postgres")
            self.as_owner = ["runuser", "-u", "postgres", "--"]
        run = lambda *args: subprocess.run([*self.as_owner, *args], check=True, stdout=subprocess.DEVNULL, cwd="/")
        # With C.UTF-8 pg_trgm takes Chinese characters for letters; with C it would know none.
        run(PG + "initdb", "-D", self.dir + "/data", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.dir}' -c shared_buffers=2GB -c fsync=off"
        run(PG + "pg_ctl", "-D", self.dir + "/data", "-l", self.dir + "/data/log", "-w", "-o", options, "start")
        psql = [*self.as_owner, "psql", "-h", self.dir, "-d", "postgres", "-qAt"]
        self.session = subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/")
        self.pid = self.tell("select pg_backend_pid();")[0]
        self.tell("create extension pg_trgm; create unlogged table f (id int, text text); set maintenance_work_mem='1GB';"
                  " set max_parallel_workers_per_gather=0; set jit=off;")
        copy = subprocess.Popen([*psql, "-c", "copy f from stdin"], stdin=open(texts, "rb"), cwd="/")
        if copy.wait() != 0:
            raise SystemExit("PostgreSQL did not take the texts")
        self.tell("create index on f using gin (text gin_trgm_ops); vacuum analyze f;")

    def tell(self, sql):
        self.session.stdin.write(sql + "\nselect 'end of answer';\n")
        self.session.stdin.flush()
        lines = []
        for line in self.session.stdout:
            if line.strip() == "end of answer":
                return lines
            lines.append(line.strip())
        raise SystemExit("PostgreSQL went away")

    def busy_ms(self):
        return int(pathlib.Path(f"/proc/{self.pid}/schedstat").read_text().split()[0]) / 1e6

    def ask(self, text):
        where = f"text like '%{escaped(text.lower())}%'"
        before = self.busy_ms()
        count = self.tell(f"select count(*) from f where {where};")[0]
        self.tell(f"select id from f where {where} limit 20;")
        time.sleep(0.002)
        return self.busy_ms() - before, int(count)

    def close(self):
        self.session.stdin.close()
        self.session.wait()
        stop = [*self.as_owner, PG + "pg_ctl", "-D", self.dir + "/data", "-m", "immediate", "stop"]
        subprocess.run(stop, stdout=subprocess.DEVNULL, cwd="/")


def main(folder):
    ours = {}
    for line in (folder / "asked.tsv").read_text().splitlines():
        kind, text, ms = line.split("\t")
        ours.setdefault(kind, []).append((text, float(ms)))
    print("\n| beside | asked | ours, median ms | theirs, median ms | times ours | target | verdict |\n|---|---|---:|---:|---:|---:|---|")
    for Rival in (SQLite, PostgreSQL):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            started = time.time()
            rival = Rival(folder / "texts.tsv", place)
            print(f"| {rival.name} | made in {time.time() - started:.0f} s | | | | | |", flush=True)
            try:
                for kind, goal in KINDS:
                    queries = ours.get(kind, [])
                    queries = queries[:: max(1, len(queries) // OF_EACH)][:OF_EACH]
                    asked = [[rival.ask(text) for _ in range(TIMES)] for text, _ in queries]
                    times = [statistics.median(ms for ms, _ in answers) for answers in asked]
                    if not all(count for answers in asked for _, count in answers):
                        print(f"| {rival.name} | {kind} | finds nothing of some | | | | |")
                    mine, theirs = statistics.median(ms for _, ms in queries), statistics.median(times)
                    wanted = goal if Rival is SQLite or goal == 100.0 else 1.0
                    verdict = "met" if theirs / mine >= wanted else "MISSED"
                    print(f"| {rival.name} | {kind} | {mine:.3f} | {theirs:.2f} | {theirs / mine:.0f} × | {wanted:.0f} × | {verdict} |", flush=True)
            finally:
                rival.close()


main(pathlib.Path(sys.argv[1]))
