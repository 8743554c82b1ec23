import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ShopSummary, Truth } from '../../demo/index.ts';

export interface ClickRow {
  readonly id: string;
  readonly time: string;
  readonly event: string;
  readonly visitor: { readonly anonymous_id: string | null; readonly customer_id: string | null };
  readonly sku?: string;
  readonly dwell_seconds?: number;
  readonly session: string;
}

export interface PingRow {
  readonly ping_id: string;
  readonly device_id: string;
  readonly customer_id: string | null;
  readonly at_ms: bigint;
  readonly latitude: number;
  readonly longitude: number;
  readonly place_id: string | null;
}

/** Lines of the click stream as they stand in the files. */
export function clickLines(shop: ShopSummary): string[] {
  return filesOf(shop, 'clicks/').flatMap((file) =>
    gunzipSync(readFileSync(file)).toString().trimEnd().split('\n'),
  );
}

/** Clicks that can be read. */
export function clicks(shop: ShopSummary): ClickRow[] {
  return clickLines(shop).flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

export function csvRows(file: string): Record<string, string>[] {
  return parse(readFileSync(file), { columns: true, relax_column_count: true });
}

export function orders(shop: ShopSummary): Record<string, string>[] {
  return filesOf(shop, 'orders/').flatMap(csvRows);
}

export async function pings(shop: ShopSummary): Promise<PingRow[]> {
  const months = await Promise.all(
    filesOf(shop, 'pings/').map(async (name) =>
      parquetReadObjects({ file: await asyncBufferFromFile(name), compressors }),
    ),
  );
  return months.flat() as unknown as PingRow[];
}

export function truthOf(shop: ShopSummary): Truth {
  return JSON.parse(readFileSync(path.join(shop.folder, 'truth.json'), 'utf8'));
}

function filesOf(shop: ShopSummary, prefix: string): string[] {
  return shop.files
    .filter((file) => file.startsWith(prefix))
    .map((file) => path.join(shop.folder, file));
}
