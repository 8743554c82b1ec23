import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ScaffoldError, scaffoldConnector } from '../../../connectors/index.ts';

/** What the author of a connector for a paged HTTP API has to write, imports and all. */
const MOST_LINES = 60;

describe('a scaffolded connector', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'portrait-scaffold-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is written in at most sixty lines, under its own name', async () => {
    const place = await scaffoldConnector('corner-shop', folder);
    assert.equal(path.basename(place), 'portrait-connector-corner-shop');
    const text = readFileSync(path.join(place, 'connector.ts'), 'utf8');
    const written = text.split('\n').filter((line) => line.trim() !== '');
    assert.ok(written.length <= MOST_LINES, `${written.length} lines`);
    assert.match(text, /name: 'corner-shop'/);
    for (const file of readdirSync(place)) {
      assert.doesNotMatch(readFileSync(path.join(place, file), 'utf8'), /shop-orders/i, file);
    }
  });

  it('is refused a name that is none, and a folder that is taken; nothing is overwritten', async () => {
    await assert.rejects(scaffoldConnector('Corner Shop', folder), ScaffoldError);
    await scaffoldConnector('corner-shop', folder);
    await assert.rejects(scaffoldConnector('corner-shop', folder), /is there already/);
  });
});
