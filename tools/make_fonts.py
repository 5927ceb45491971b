#!/usr/bin/env python3
"""Makes src/label/fonts/*.otf out of Noto Sans CJK and Noto Serif CJK (SIL Open Font License 1.1).

    apt-get install fonts-noto-cjk && pip install fonttools
    npm pack @expo-google-fonts/noto-sans && tar xzf expo-google-fonts-noto-sans-*.tgz
    tools/make_fonts.py FOLDER WITH THE .ttc FILES, FOLDER package

sans.otf       all of Noto Sans CJK SC but Hangul: what GB 18030 asks of the first planes, and rare characters of names
sans-bold.otf  the characters of GB 2312 and Latin
serif.otf      the same as Song
latin.ttf      the letters of European languages and Vietnamese that those lack, out of Noto Sans; latin-bold.ttf in bold
Hinting and layout tables are left out: the labels' own code sets the type.
"""

import os
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FROM, LATIN = sys.argv[1:3]
TO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src", "label", "fonts")
HANGUL = [(0x1100, 0x11FF), (0x3130, 0x318F), (0x3200, 0x321F), (0x3260, 0x327F), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xFFA0, 0xFFDF)]


def gb2312():
    characters = set(range(0x20, 0x17F)) | set(range(0x2000, 0x2070)) | {0x20AC, 0x2103, 0x2116}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                characters.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    return characters


def of_collection(collection, name):
    fonts = TTCollection(os.path.join(FROM, collection), lazy=True).fonts
    return next(font for font in fonts if font["name"].getDebugName(4).startswith(name))


def make(font, wanted, to):
    characters = {c for c in font.getBestCmap() if wanted(c)}
    # The same bytes every time.
    font.recalcTimestamp = False
    options = subset.Options()
    options.layout_features = ["vert"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["VORG", "BASE", "DSIG", "vhea", "vmtx", "GPOS"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    path = os.path.join(TO, to)
    font.save(path)
    print(f"{to}: {len(characters)} characters, {os.path.getsize(path)} bytes")


def latin(character):
    return 0xA0 <= character <= 0x24F or 0x1E00 <= character <= 0x1EFF or 0x2070 <= character <= 0x20BF


COMMON = gb2312()
SANS, BOLD = of_collection("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"), of_collection("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC")
make(SANS, lambda c: not any(a <= c <= b for a, b in HANGUL), "sans.otf")
make(BOLD, COMMON.__contains__, "sans-bold.otf")
make(of_collection("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC"), COMMON.__contains__, "serif.otf")
make(TTFont(os.path.join(LATIN, "400Regular", "NotoSans_400Regular.ttf")), latin, "latin.ttf")
make(TTFont(os.path.join(LATIN, "700Bold", "NotoSans_700Bold.ttf")), latin, "latin-bold.ttf")
