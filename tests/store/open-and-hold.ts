import { openStore } from '../../store/index.ts';
import { newEvent } from './support.ts';

// A second process for the tests of the lock: opens a folder, writes an event, and stays until killed.

const [folder] = process.argv.slice(2);
try {
  const store = await openStore({ folder: folder! });
  await store.events.append([newEvent({ userId: 'u_held', recordKey: `${process.pid}` })]);
  console.log('held');
  setInterval(() => undefined, 1_000);
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : error);
}
