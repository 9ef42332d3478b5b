// What somebody does in Excel, as far as a story needs it: other words in a few cells of an .xlsx, all else untouched.
import { deflateRawSync, inflateRawSync } from "node:zlib";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/**
 * The workbook with other words in the answer column (E) of some rows: `answers` is `{row of the hidden column A: words}`.
 * Answers with `{bytes, cells}`, the cells as a person names them: `{row: "シート E18"}`.
 */
export function fillIn(bytes, answers) {
  const parts = unzip(bytes);
  const text = (name) => parts.get(name)?.toString("utf8") ?? "";
  const words = [...text("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)]
    .map(([, item]) => [...item.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, piece]) => piece).join(""));
  const titles = [...text("xl/workbook.xml").matchAll(/<sheet name="([^"]*)"/g)].map(([, title]) => title);
  const cells = {};
  titles.forEach((title, at) => {
    const name = `xl/worksheets/sheet${at + 1}.xml`;
    const changed = text(name).replaceAll(/<row r="(\d+)"[^>]*>.*?<\/row>/gs, (row, number) => {
      const label = /<c r="A\d+"[^>]*t="s"[^>]*><v>(\d+)<\/v>/.exec(row)?.[1];
      const question = words[Number(label)];
      if (!(question in answers)) return row;
      cells[question] = { sheet: title, cell: `E${number}` };
      return row.replace(new RegExp(`<c r="E${number}"([^>]*?)(?:/>|>.*?</c>)`), (_, attributes) =>
        `<c r="E${number}"${attributes.replace(/ t="\w+"/, "")} t="inlineStr"><is><t>${answers[question]}</t></is></c>`);
    });
    parts.set(name, Buffer.from(changed, "utf8"));
  });
  for (const question of Object.keys(answers)) if (!cells[question]) throw new Error(`the workbook has no row ${question}`);
  return { bytes: zip(parts), cells };
}

/** The files of a ZIP by name. */
export function unzip(bytes) {
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== END) end -= 1;
  if (end < 0) throw new Error("is no ZIP");
  const parts = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== CENTRAL) throw new Error("is no ZIP: its directory is broken");
    const [method, size, nameLength, extra, remark, local] =
      [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString("utf8");
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(from, from + size);
    parts.set(name, method === 8 ? inflateRawSync(packed) : packed);
    at += 46 + nameLength + extra + remark;
  }
  return parts;
}

function zip(parts) {
  const out = [];
  const directory = [];
  let offset = 0;
  for (const [name, content] of parts) {
    const packed = deflateRawSync(content);
    const title = Buffer.from(name, "utf8");
    // Version, flags (names are UTF-8), method, time, date, sum and sizes: the same in both places.
    const both = Buffer.alloc(26);
    both.writeUInt16LE(20, 0);
    both.writeUInt16LE(0x0800, 2);
    both.writeUInt16LE(8, 4);
    both.writeUInt16LE(0x21, 8);
    both.writeUInt32LE(crc32(content), 10);
    both.writeUInt32LE(packed.length, 14);
    both.writeUInt32LE(content.length, 18);
    both.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([number(LOCAL), both, title, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([number(CENTRAL), Buffer.from([20, 0]), both, rest, title]));
    out.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.size, 4);
  end.writeUInt16LE(parts.size, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...out, listed, number(END), end]);
}

function number(value) {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(value);
  return four;
}

const CRC = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
