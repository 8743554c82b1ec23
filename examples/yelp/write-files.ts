import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { visitTime, type YelpData } from '../../evaluation/index.ts';

/** Writes places and visits as a shop would hand them over. The test part stays out. */
export async function writeFiles(data: YelpData, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const items = new Map(data.items.map((item) => [item.id, item]));
  const places = data.items.map(({ id, categories, latitude, longitude }) => ({
    place: id,
    categories,
    latitude,
    longitude,
  }));
  const visits = data.users.flatMap((user) =>
    [...user.train, ...user.tune].map((place, order) => ({
      user: user.userId,
      place,
      at: visitTime(order),
      latitude: items.get(place)?.latitude ?? null,
      longitude: items.get(place)?.longitude ?? null,
    })),
  );
  await writeRows(join(folder, 'places.jsonl'), places);
  await writeRows(join(folder, 'visits.jsonl'), visits);
}

async function writeRows(file: string, rows: readonly object[]): Promise<void> {
  const lines = function* () {
    for (const row of rows) yield `${JSON.stringify(row)}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(file));
}
