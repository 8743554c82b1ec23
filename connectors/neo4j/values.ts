import neo4j, { type DateTime, type LocalDateTime } from 'neo4j-driver';
import type { Json, JsonObject } from '../contract/json.ts';
import { versionText } from '../kit/version-text.ts';

const WGS_84 = [4326n, 4979n];

/** A value of the driver as JSON: instants in UTC, integers beyond 2^53 as text, NaN as null. */
export function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return integerOf(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (neo4j.isDateTime(value)) return value.toStandardDate().toISOString();
  if (isOtherTemporal(value)) return value.toString();
  if (neo4j.isPoint(value)) return pointOf(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer).toString('base64');
  if (isEntity(value)) return objectOf(value.properties);
  return objectOf(value as Record<string, unknown>);
}

export function objectOf(values: Record<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, jsonOf(value)]));
}

/** An updated-at as text that sorts like the times and numbers do. */
export function versionOf(value: unknown): string {
  if (neo4j.isDateTime(value) || neo4j.isLocalDateTime(value)) {
    const milliseconds = instantOf(value);
    const nanoseconds = Number(value.nanosecond) % 1_000_000;
    const shown = new Date(milliseconds).toISOString().slice(0, -1);
    return `${shown}${String(nanoseconds).padStart(6, '0')}Z`;
  }
  return versionText(jsonOf(value));
}

/** Milliseconds since the epoch; a local time is taken as UTC, which keeps the order. */
export function instantOf(value: DateTime | LocalDateTime): number {
  const local = Date.UTC(
    Number(value.year),
    Number(value.month) - 1,
    Number(value.day),
    Number(value.hour),
    Number(value.minute),
    Number(value.second),
    Math.floor(Number(value.nanosecond) / 1_000_000),
  );
  return neo4j.isDateTime(value) ? value.toStandardDate().getTime() : local;
}

function integerOf(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

const isOtherTemporal = (value: object): boolean =>
  neo4j.isDate(value) ||
  neo4j.isLocalDateTime(value) ||
  neo4j.isTime(value) ||
  neo4j.isLocalTime(value) ||
  neo4j.isDuration(value);

const isEntity = (value: object): value is { properties: Record<string, unknown> } =>
  neo4j.isNode(value) || neo4j.isRelationship(value);

function pointOf(point: { srid: unknown; x: number; y: number; z?: number }): Json {
  const { x, y, z } = point;
  const third = z === undefined || z === null ? null : z;
  if (WGS_84.includes(BigInt(String(point.srid)))) {
    return { longitude: x, latitude: y, ...(third === null ? {} : { height: third }) };
  }
  return { x, y, ...(third === null ? {} : { z: third }), srid: Number(point.srid) };
}
