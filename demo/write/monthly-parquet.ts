import path from 'node:path';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { DAY, monthOf, SHOP_START } from '../time.ts';
import type { PingRow } from './ping-rows.ts';
import type { Spool } from './spool.ts';

const ROWS_PER_GROUP = 20_000;

/** Writes pings as Parquet, one file a month, a row group at a time. Returns the files' names. */
export async function writeMonthlyPings(spool: Spool, folder: string): Promise<string[]> {
  const files: string[] = [];
  let writer: ParquetWriter | null = null;
  let rows: PingRow[] = [];
  const put = async (): Promise<void> => {
    if (rows.length > 0)
      await writer!.write({ columnData: columns(rows), rowGroupSize: rows.length });
    rows = [];
  };
  for (const { day, rows: texts } of spool.days()) {
    const name = `${monthOf(SHOP_START + day * DAY)}.parquet`;
    if (name !== files.at(-1)) {
      await put();
      await writer?.finish();
      writer = new ParquetWriter({
        writer: fileWriter(path.join(folder, name)),
        schema: schemaFromColumnData({ columnData: columns([]) }),
      });
      files.push(name);
    }
    rows.push(...texts.map((text): PingRow => JSON.parse(text)));
    if (rows.length >= ROWS_PER_GROUP) await put();
  }
  await put();
  await writer?.finish();
  return files;
}

function columns(rows: readonly PingRow[]) {
  return [
    { name: 'ping_id', data: rows.map((row) => row.ping_id), type: 'STRING', nullable: false },
    { name: 'device_id', data: rows.map((row) => row.device_id), type: 'STRING', nullable: false },
    { name: 'customer_id', data: rows.map((row) => row.customer_id), type: 'STRING' },
    { name: 'at_ms', data: rows.map((row) => BigInt(row.at_ms)), type: 'INT64', nullable: false },
    { name: 'latitude', data: rows.map((row) => row.latitude), type: 'DOUBLE', nullable: false },
    { name: 'longitude', data: rows.map((row) => row.longitude), type: 'DOUBLE', nullable: false },
    { name: 'accuracy', data: rows.map((row) => row.accuracy), type: 'INT32', nullable: false },
    { name: 'place_id', data: rows.map((row) => row.place_id), type: 'STRING' },
  ] as const satisfies Parameters<typeof schemaFromColumnData>[0]['columnData'];
}
