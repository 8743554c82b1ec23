import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './process.ts';

const FILE = 'settings.json';

/** What was chosen for a service at its first start and is kept for the next. */
export interface ServiceSettings {
  readonly port: number;
  readonly password: string;
}

/** Reads a service's port and password from its folder, or chooses them. */
export async function settingsOf(folder: string, usualPort: number): Promise<ServiceSettings> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, FILE);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ServiceSettings;
  const settings = {
    port: await freePort(usualPort),
    password: randomBytes(18).toString('hex'),
  };
  write(folder, settings);
  return settings;
}

/** The same with another port, kept too, where something else has taken the one that was chosen. */
export async function withFreePort(
  folder: string,
  settings: ServiceSettings,
): Promise<ServiceSettings> {
  const port = await freePort(settings.port);
  if (port === settings.port) return settings;
  const moved = { ...settings, port };
  write(folder, moved);
  return moved;
}

function write(folder: string, settings: ServiceSettings): void {
  writeFileSync(join(folder, FILE), JSON.stringify(settings), { mode: 0o600 });
}
