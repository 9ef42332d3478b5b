"""Makes the supplementary fonts: what BIZ UDGothic lacks, and nothing else.

python3 supplement.py BIZUDGothic-Regular.ttf NotoSansJP_400Regular.ttf NotoEmoji_400Regular.ttf
needs fonttools 4; writes RareKanji-Regular.ttf and Emoji-Regular.ttf beside itself.
"""
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).parent


def characters(path):
    return set(TTFont(path).getBestCmap())


def write(source, wanted, family, out):
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG", "BASE"]
    # Two runs give the same bytes.
    options.recalc_timestamp = False
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = family
        elif record.nameID in (3, 4):
            record.string = f"{family} Regular"
        elif record.nameID == 6:
            record.string = family.replace(" ", "") + "-Regular"
    subset.save_font(font, HERE / out, options)


def main(base, kanji, emoji):
    have = characters(base)
    rare = characters(kanji) - have
    write(kanji, rare, "Renkei Rare Kanji", "RareKanji-Regular.ttf")
    write(emoji, characters(emoji) - have - rare, "Renkei Emoji", "Emoji-Regular.ttf")


main(*sys.argv[1:])
