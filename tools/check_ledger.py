#!/usr/bin/env python3
"""Checks a Strongroom ledger without Strongroom: Python 3.8 or newer, nothing but its standard library.

    check_ledger.py LEDGER [--head SEQ:HASH]... [--heads FILE]...

LEDGER is a folder of segments (`ledger/` of a data directory or of a copy), or that directory itself. Everything that
docs/ledger-format.md demands is checked, from the first byte to the last; then that every erased item is named by an
erasure and every item that an erasure names is erased; then the heads that were published, on paper or in a heads.jsonl.
Nothing is written. The exit code is 0 if everything fits, 1 if something does not, 2 if there is nothing to read.
"""
import argparse
import hashlib
import json
import os
import re
import sys

ZERO = "0" * 64
MARK = b'{"frame":1,"seq":'
MAX_FRAME = 4 * 1024 * 1024
MAX_TAIL = 32 * 1024 * 1024
NUMBER = r"(0|[1-9][0-9]*)"
TEXT = r'("(?:[^"\\]|\\.)*")'
TIME = r'"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"'
HASH = r'"([0-9a-f]{64})"'
FRAME = re.compile(
    r'\{"frame":1,"seq":' + NUMBER + r',"durable":' + NUMBER + r',"recorded_at":' + TIME + r',"occurred_at":' + TIME
    + r',"actor":' + TEXT + r',"device":(?:null|' + TEXT + r'),"device_seq":(?:null|' + NUMBER + r'),"command_id":' + TEXT
    + r',"seen_seq":(?:null|' + NUMBER + r'),"reverses":(?:null|' + NUMBER + r'),"request":(?:null|' + HASH + r'),"events":\['
)
EVENT = re.compile(r'\{"kind":' + TEXT + r',"v":' + NUMBER + r',"facts":')
DIGEST = re.compile(r',"private":(?:null|' + HASH + r")\}")
CHAIN = re.compile(r',"prev_hash":' + HASH)
SALT = re.compile(r'\{"salt":"[0-9a-f]{32}","data":')
ERASED = re.compile(r'\{"erased":"\.*"\}')
HEADER = re.compile(
    r'\{"strongroom_ledger":([0-9]+),"segment":' + NUMBER + r',"first_seq":' + NUMBER + r',"prev_hash":' + HASH + r"\}"
)
DECODER = json.JSONDecoder()


class Misfit(Exception):
    """The first thing that does not fit."""


class BadFrame(Exception):
    """A line is not a frame."""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def take(pattern, text, at, what):
    found = pattern.match(text, at)
    if not found:
        raise BadFrame("no %s at character %d" % (what, at))
    return found


def take_object(text, at):
    if text[at:at + 1] != "{":
        raise BadFrame("no JSON object at character %d" % at)
    try:
        value, end = DECODER.raw_decode(text, at)
    except ValueError as error:
        raise BadFrame("no JSON object at character %d: %s" % (at, error))
    return value, end


def take_item(text, at):
    """An item of the private list: what sort it is, and where it ends."""
    if text.startswith("null", at):
        return "none", at + 4
    erased = ERASED.match(text, at)
    if erased:
        return "erased", erased.end()
    at = take(SALT, text, at, "private item").end()
    _, at = take_object(text, at)
    if text[at:at + 1] != "}":
        raise BadFrame("a private item does not end at character %d" % at)
    return "present", at + 1


def parse(line):
    """A line's frame, if it is whole in itself: spelling, hash and private digests."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadFrame("not UTF-8 at byte %d" % error.start)
    head = take(FRAME, text, 0, "frame")
    at, events = head.end(), []
    while text[at:at + 1] != "]":
        if events:
            if text[at:at + 1] != ",":
                raise BadFrame("no comma between events at character %d" % at)
            at += 1
        event = take(EVENT, text, at, "event")
        facts, at = take_object(text, event.end())
        digest = take(DIGEST, text, at, "private digest")
        events.append((json.loads(event.group(1)), facts, digest.group(1)))
        at = digest.end()
    chain = take(CHAIN, text, at + 1, "prev_hash")
    at = chain.end()
    if not text.startswith(',"hash":"', at):
        raise BadFrame("no hash at character %d" % at)
    found, wanted = sha256(text[:at].encode("utf-8")), text[at + 9:at + 73]
    if found != wanted:
        raise BadFrame("the content is not what its hash was made of")
    at += 73
    if not text.startswith('","private":[', at):
        raise BadFrame("no private items at character %d" % at)
    at, erased = at + 13, []
    for number, (_, _, digest) in enumerate(events):
        if number:
            if text[at:at + 1] != ",":
                raise BadFrame("no comma between private items at character %d" % at)
            at += 1
        sort, end = take_item(text, at)
        right = {
            "none": digest is None,
            "erased": digest is not None,
            "present": digest is not None and sha256(text[at:end].encode("utf-8")) == digest,
        }[sort]
        if not right:
            raise BadFrame("the private data of event %d was changed" % (number + 1))
        if sort == "erased":
            erased.append(number)
        at = end
    if text[at:] != "]}":
        raise BadFrame("the line does not end where its frame does")
    return {
        "seq": int(head.group(1)), "durable": int(head.group(2)), "recorded_at": head.group(3),
        "events": events, "prev_hash": chain.group(1), "hash": found, "erased": erased,
    }


def is_torn(data, start, seq):
    """Whether what follows can be what a loss of power left: no whole frame in it says that this one was durable."""
    if len(data) - start > MAX_TAIL:
        return False
    at = data.find(MARK, start)
    while at >= 0:
        end = data.find(b"\n", at)
        try:
            if parse(data[at:end if end >= 0 else len(data)])["durable"] >= seq:
                return False
        except BadFrame:
            pass
        at = data.find(MARK, at + 1)
    return True


class Ledger:
    """Walks all segments and keeps what is compared at the end."""

    def __init__(self, heads):
        self.heads, self.matched = heads, 0
        self.seq, self.hash, self.recorded_at, self.durable = 0, ZERO, "", None
        self.erased, self.named = set(), {}
        self.events, self.note, self.life = 0, None, None

    def frame(self, frame, where):
        seq = self.seq + 1
        if frame["seq"] != seq:
            raise Misfit("%s: frame %d stands here instead of %d" % (where, frame["seq"], seq))
        if frame["prev_hash"] != self.hash:
            raise Misfit("%s: frame %d does not follow from the frame before it" % (where, seq))
        if frame["recorded_at"] < self.recorded_at:
            raise Misfit("%s: frame %d was recorded before the frame before it" % (where, seq))
        if frame["durable"] != seq - 1 and frame["durable"] != self.durable:
            raise Misfit("%s: frame %d says frame %d was durable, which cannot be" % (where, seq, frame["durable"]))
        self.seq, self.hash, self.recorded_at = seq, frame["hash"], frame["recorded_at"]
        self.durable, self.events = frame["durable"], self.events + len(frame["events"])
        self.erased.update((seq, item) for item in frame["erased"])
        for kind, facts, _ in frame["events"]:
            if kind == "SubjectErased":
                for entry in facts["items"]:
                    self.named.update(((entry["seq"], item), seq) for item in entry["items"])
            elif kind == "ArchiveBegan":
                self.life = facts["incarnation"]
        for known, life in self.heads.get(seq, []):
            if life not in (None, self.life):
                continue
            if known != self.hash:
                raise Misfit("%s: frame %d is not the one that was published: %s then, %s now" % (where, seq, known, self.hash))
            self.matched += 1

    def segment(self, path, number, is_last):
        name = os.path.basename(path)
        with open(path, "rb") as file:
            data = file.read()
        end = data.find(b"\n")
        header = HEADER.fullmatch(data[:max(end, 0)].decode("utf-8", "replace"))
        if not header or header.group(1) != "1":
            raise Misfit("%s, line 1: the segment's header cannot be read" % name)
        if (int(header.group(2)), int(header.group(3)), header.group(4)) != (number, self.seq + 1, self.hash):
            raise Misfit("%s, line 1: the segment does not continue where the one before ends" % name)
        at, line = end + 1, 2
        while at < len(data):
            where = "%s, line %d, byte %d" % (name, line, at)
            end = data.find(b"\n", at)
            if end == at and not data[at:].strip(b"\n"):
                return
            try:
                if end < 0:
                    raise BadFrame("the file ends before the line does")
                if end - at > MAX_FRAME:
                    raise BadFrame("longer than a frame can be")
                frame = parse(data[at:end])
            except BadFrame as bad:
                if is_last and is_torn(data, at, self.seq + 1):
                    self.note = "%s: frame %d was never finished (%d bytes): a torn tail" % (where, self.seq + 1, len(data) - at)
                    return
                raise Misfit("%s, frame %d: %s" % (where, self.seq + 1, bad))
            self.frame(frame, where)
            at, line = end + 1, line + 1

    def finish(self):
        stray = sorted(self.erased - set(self.named))
        if stray:
            raise Misfit("frame %d, event %d: erased, and no erasure names it" % (stray[0][0], stray[0][1] + 1))
        left = sorted(set(self.named) - self.erased)
        if left:
            raise Misfit("frame %d, event %d: an erasure names it (frame %d), and it is still there"
                         % (left[0][0], left[0][1] + 1, self.named[left[0]]))
        # A restore begins another life: what was published of the former one behind it is not in this ledger.
        lives = (None, self.life)
        beyond = sorted(seq for seq, all in self.heads.items() if seq > self.seq and any(life in lives for _, life in all))
        if beyond:
            raise Misfit("frame %d was published, and the ledger ends at frame %d: its end was cut off" % (beyond[0], self.seq))


def published(arguments):
    heads = {}
    for text in arguments.head:
        seq, _, found = text.partition(":")
        heads.setdefault(int(seq), []).append((found.strip().lower(), None))
    for path in arguments.heads:
        with open(path, encoding="utf-8") as file:
            for line in filter(str.strip, file):
                entry = json.loads(line)
                heads.setdefault(entry["seq"], []).append((entry["hash"], entry.get("incarnation")))
    return heads


def main():
    parser = argparse.ArgumentParser(description="Checks a Strongroom ledger without Strongroom.")
    parser.add_argument("ledger")
    parser.add_argument("--head", action="append", default=[], metavar="SEQ:HASH")
    parser.add_argument("--heads", action="append", default=[], metavar="FILE")
    arguments = parser.parse_args()
    folder = arguments.ledger
    own = os.path.join(folder, "heads.jsonl")
    if os.path.isfile(own):
        arguments.heads.append(own)
    if os.path.isdir(os.path.join(folder, "ledger")):
        folder = os.path.join(folder, "ledger")
    if not os.path.isdir(folder):
        print("there is no folder %s" % folder)
        return 2
    names = sorted(name for name in os.listdir(folder) if re.fullmatch(r"[0-9]{8}\.jsonl", name))
    if not names:
        print("there is no ledger in %s" % folder)
        return 2
    ledger = Ledger(published(arguments))
    try:
        for number, name in enumerate(names, 1):
            if int(name[:8]) != number:
                raise Misfit("%08d.jsonl: the segment's file is missing" % number)
            ledger.segment(os.path.join(folder, name), number, number == len(names))
        ledger.finish()
    except Misfit as misfit:
        print("DOES NOT FIT: %s" % misfit)
        print("Frames 1 to %d fit. Change nothing; compare with a backup." % ledger.seq)
        return 1
    if ledger.note:
        print(ledger.note)
    print("%d frames with %d events in %d segments fit" % (ledger.seq, ledger.events, len(names)))
    print("%d private items are erased, each by an erasure" % len(ledger.erased))
    print("%d published heads fit" % ledger.matched if ledger.heads else
          "no published head was compared: an end cut off, or a whole history made anew, would not show")
    print("head: frame %d %s" % (ledger.seq, ledger.hash))
    return 0


if __name__ == "__main__":
    sys.exit(main())
