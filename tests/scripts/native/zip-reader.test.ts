import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { extractEntry, listZip } from '../../../scripts/native/zip-reader.ts';

/** A zip file of the given contents, the second one deflated, with a comment at the end. */
function zipOf(contents: readonly [string, Buffer][]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  contents.forEach(([name, content], index) => {
    const method = index === 1 ? 8 : 0;
    const data = method === 8 ? deflateRawSync(content) : content;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc32(content), 16);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    const body = Buffer.concat([local, Buffer.from(name), Buffer.alloc(4), data]);
    bodies.push(body);
    directory.push(entry, Buffer.from(name));
    offset += body.length;
  });
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(5, 20);
  return Buffer.concat([...bodies, listed, end, Buffer.from('hello')]);
}

describe('reading a zip file', () => {
  const contents: [string, Buffer][] = [
    ['plain.txt', Buffer.from('as it is')],
    ['lib/deep/large.so', Buffer.alloc(300_000, 'abcdefg')],
  ];
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'zip-'));
    await writeFile(path.join(folder, 'a.zip'), zipOf(contents));
  });
  after(() => rm(folder, { recursive: true }));

  test('lists and extracts stored and deflated entries', async () => {
    const zip = path.join(folder, 'a.zip');
    const entries = await listZip(zip);
    assert.deepEqual(
      entries.map(({ name }) => name),
      contents.map(([name]) => name),
    );
    for (const [index, [name, content]] of contents.entries()) {
      const target = path.join(folder, 'out', name);
      await extractEntry(zip, entries[index], target);
      assert.ok(content.equals(await readFile(target)));
    }
  });

  test('says so when it is none', async () => {
    const file = path.join(folder, 'b.zip');
    await writeFile(file, 'not a zip file at all, whatever its name');
    await assert.rejects(listZip(file), /is not a zip file, or it is cut short/);
  });
});
