"""Makes scanned files by other programs than ours, for benches/intake.rs. The small samples of the tests: samples.py beside it.

Needs Pillow, img2pdf and pikepdf of PyPI, and Debian's libtiff-tools, qpdf and libopenjp2-tools.

    files.py bench PAGES.jpg... FOLDER    one file of each kind with all of the pages
    files.py many PAGE.jpg COUNT FOLDER   a TIFF and a PDF of so many pages
"""

import io
import struct
import subprocess
import sys
from pathlib import Path

import img2pdf
import pikepdf
from PIL import Image


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# JBIG2 (ITU-T T.88): a page that is one generic region, arithmetically coded with template 0.

QE = [
    (0x5601, 1, 1, 1), (0x3401, 2, 6, 0), (0x1801, 3, 9, 0), (0x0AC1, 4, 12, 0), (0x0521, 5, 29, 0), (0x0221, 38, 33, 0),
    (0x5601, 7, 6, 1), (0x5401, 8, 14, 0), (0x4801, 9, 14, 0), (0x3801, 10, 14, 0), (0x3001, 11, 17, 0), (0x2401, 12, 18, 0),
    (0x1C01, 13, 20, 0), (0x1601, 29, 21, 0), (0x5601, 15, 14, 1), (0x5401, 16, 14, 0), (0x5101, 17, 15, 0),
    (0x4801, 18, 16, 0), (0x3801, 19, 17, 0), (0x3401, 20, 18, 0), (0x3001, 21, 19, 0), (0x2801, 22, 19, 0),
    (0x2401, 23, 20, 0), (0x2201, 24, 21, 0), (0x1C01, 25, 22, 0), (0x1801, 26, 23, 0), (0x1601, 27, 24, 0),
    (0x1401, 28, 25, 0), (0x1201, 29, 26, 0), (0x1101, 30, 27, 0), (0x0AC1, 31, 28, 0), (0x09C1, 32, 29, 0),
    (0x08A1, 33, 30, 0), (0x0521, 34, 31, 0), (0x0441, 35, 32, 0), (0x02A1, 36, 33, 0), (0x0221, 37, 34, 0),
    (0x0141, 38, 35, 0), (0x0111, 39, 36, 0), (0x0085, 40, 37, 0), (0x0049, 41, 38, 0), (0x0025, 42, 39, 0),
    (0x0015, 43, 40, 0), (0x0009, 44, 41, 0), (0x0005, 45, 42, 0), (0x0001, 45, 43, 0), (0x5601, 46, 46, 0),
]


class Coder:
    """The encoder of annex E."""

    def __init__(self, contexts):
        self.index, self.mps = bytearray(contexts), bytearray(contexts)
        self.a, self.c, self.ct, self.out = 0x8000, 0, 12, bytearray([0])

    def bit(self, context, bit):
        qe, next_mps, next_lps, switch = QE[self.index[context]]
        self.a -= qe
        if bit == self.mps[context]:
            if self.a & 0x8000:
                self.c += qe
                return
            if self.a < qe:
                self.a = qe
            else:
                self.c += qe
            self.index[context] = next_mps
        else:
            if self.a < qe:
                self.c += qe
            else:
                self.a = qe
            if switch:
                self.mps[context] ^= 1
            self.index[context] = next_lps
        while True:
            self.a <<= 1
            self.c <<= 1
            self.ct -= 1
            if self.ct == 0:
                self.byte()
            if self.a & 0x8000:
                return

    def byte(self):
        out = self.out
        if out[-1] == 0xFF:
            self.stuffed()
        elif self.c < 0x8000000:
            out.append(self.c >> 19 & 0xFF)
            self.c &= 0x7FFFF
            self.ct = 8
        else:
            out[-1] += 1
            if out[-1] == 0xFF:
                self.c &= 0x7FFFFFF
                self.stuffed()
            else:
                out.append(self.c >> 19 & 0xFF)
                self.c &= 0x7FFFF
                self.ct = 8

    def stuffed(self):
        self.out.append(self.c >> 20 & 0xFF)
        self.c &= 0xFFFFF
        self.ct = 7

    def finish(self):
        temp = self.c + self.a
        self.c |= 0xFFFF
        if self.c >= temp:
            self.c -= 0x8000
        for _ in range(2):
            self.c <<= self.ct
            self.byte()
        if self.out[-1] != 0xFF:
            self.out.append(0xFF)
        self.out.append(0xAC)
        return bytes(self.out[1:])


def generic(bilevel):
    width, height = bilevel.size
    grey = bilevel.convert("L").tobytes()
    blank = bytes(width + 8)
    rows = [blank, blank]
    for y in range(height):
        row = bytes(1 if value < 128 else 0 for value in grey[y * width : (y + 1) * width])
        rows.append(bytes(4) + row + bytes(4))
    coder = Coder(1 << 16)
    bit = coder.bit
    for y in range(2, height + 2):
        two, one, row = rows[y - 2], rows[y - 1], rows[y]
        left = 0
        for x in range(4, width + 4):
            # Adaptive dots where they stand by default: (3,-1), (-3,-1), (2,-2), (-2,-2).
            context = (
                (left & 0xF)
                | (one[x + 3] << 4)
                | (one[x + 2] << 5) | (one[x + 1] << 6) | (one[x] << 7) | (one[x - 1] << 8) | (one[x - 2] << 9)
                | (one[x - 3] << 10)
                | (two[x + 2] << 11)
                | (two[x + 1] << 12) | (two[x] << 13) | (two[x - 1] << 14)
                | (two[x - 2] << 15)
            )
            value = row[x]
            bit(context, value)
            left = left << 1 | value
    return coder.finish()


def jbig2(bilevel):
    """Segments as a PDF embeds them: page information, and one immediate region."""
    width, height = bilevel.size
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + bytes([0]) + struct.pack("bbbbbbbb", 3, -1, -3, -1, 2, -2, -2, -2)
    data = region + generic(bilevel)
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    return struct.pack(">IBBBI", 0, 48, 0, 1, len(page)) + page + struct.pack(">IBBBI", 1, 38, 0, 1, len(data)) + data


def pdf_of(pictures, path, rotate=0, contents=None):
    """Pages of one picture each: (width, height, dpi, data, entries of its dictionary)."""
    pdf = pikepdf.new()
    for width, height, dpi, data, entries in pictures:
        picture = pikepdf.Stream(pdf, data)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height = width, height
        for key, value in entries.items():
            picture[key] = value
        across, down = width * 72 / dpi, height * 72 / dpi
        words = contents or f"q {across:.4f} 0 0 {down:.4f} 0 0 cm /Im0 Do Q"
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, across, down],
            Rotate=rotate,
            Contents=pdf.make_stream(words.encode()),
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(picture))),
        )
        pdf.pages.append(pikepdf.Page(page))
    pdf.save(path)


GREY = {"/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8}
BILEVEL = {"/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 1}


def bilevel(page):
    return page.convert("L").point(lambda value: 255 if value > 128 else 0).convert("1", dither=Image.Dither.NONE)


def jpeg2000(page, folder, name):
    raw, packed = folder / f"{name}.pgm", folder / f"{name}.jp2"
    page.save(raw)
    run("opj_compress", "-i", raw, "-o", packed, "-r", "20")
    data = packed.read_bytes()
    raw.unlink()
    packed.unlink()
    return data


def g4(page, dpi):
    data = io.BytesIO()
    page.save(data, "TIFF", compression="group4", dpi=(dpi, dpi))
    return data.getvalue()


def jpeg(page, dpi, quality=80):
    data = io.BytesIO()
    page.save(data, "JPEG", quality=quality, dpi=(dpi, dpi))
    return data.getvalue()


def bench(pages, folder, dpi=300):
    grey = [Image.open(page).convert("L") for page in pages]
    lines = [bilevel(page) for page in grey]
    jpegs = [jpeg(page, dpi) for page in grey]
    colour = [jpeg(tinted(page), dpi) for page in grey]
    for at, data in enumerate(colour):
        (folder / f"colour-{at}.jpg").write_bytes(data)
    lines[0].save(folder / "g4.tif", compression="group4", dpi=(dpi, dpi), save_all=True, append_images=lines[1:])
    (folder / "jpeg.pdf").write_bytes(img2pdf.convert(jpegs))
    (folder / "colour.pdf").write_bytes(img2pdf.convert(colour))
    (folder / "g4.pdf").write_bytes(img2pdf.convert([g4(page, dpi) for page in lines]))
    pdf_of([(*page.size, dpi, jbig2(page), BILEVEL | {"/Filter": pikepdf.Name.JBIG2Decode}) for page in lines[:3]], folder / "jbig2.pdf")
    jpx = {"/ColorSpace": pikepdf.Name.DeviceGray, "/Filter": pikepdf.Name.JPXDecode}
    pdf_of([(*page.size, dpi, jpeg2000(page, folder, "page"), jpx) for page in grey[:3]], folder / "jpx.pdf")


def tinted(page):
    """A page with a red seal on yellowish paper."""
    page = page.convert("RGB")
    width, height = page.size
    seal = Image.new("RGB", (width // 5, width // 5), (250, 246, 235))
    for y in range(seal.size[1]):
        for x in range(seal.size[0]):
            away = ((x - seal.size[0] / 2) ** 2 + (y - seal.size[1] / 2) ** 2) ** 0.5 / seal.size[0]
            if 0.4 < away < 0.5 or away < 0.1:
                seal.putpixel((x, y), (205, 40, 45))
    page.paste(seal, (width // 2, height * 2 // 3))
    return page


def many(page, count, folder, dpi=300):
    grey = Image.open(page).convert("L")
    lines = bilevel(grey)
    lines.save(folder / "many.tif", compression="group4", dpi=(dpi, dpi), save_all=True, append_images=[lines] * (count - 1))
    # Each page has bytes of its own, as scans do.
    (folder / "many.pdf").write_bytes(img2pdf.convert([jpeg(grey, dpi, 70 + at % 20) for at in range(count)]))


def main():
    command, *words = sys.argv[1:]
    folder = Path(words[-1])
    folder.mkdir(parents=True, exist_ok=True)
    if command == "bench":
        bench([Path(word) for word in words[:-1]], folder)
    elif command == "many":
        many(Path(words[0]), int(words[1]), folder)


if __name__ == "__main__":
    main()
