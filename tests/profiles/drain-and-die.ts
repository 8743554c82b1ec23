import { ModelRegistry, Updater } from '../../profiles/index.ts';
import { openStore } from '../../store/index.ts';
import { END, modalities } from './fixture.ts';

// Drains the feed of the store in a folder, and is killed as it writes the batch of that number:
// inside its transaction, or right after.
const [folder = '', batch = '1', place = 'inside'] = process.argv.slice(2);
const clock = () => END;
const store = await openStore({ folder, clock });
let batches = 0;
const die = (): void => {
  batches += 1;
  if (batches === Number(batch)) process.kill(process.pid, 'SIGKILL');
};
const updater = new Updater(
  store,
  new ModelRegistry(store, modalities),
  { onProfiles: async () => (place === 'inside' ? die() : undefined) },
  { clock, batch: 3, onWritten: () => (place === 'after' ? die() : undefined) },
);
await updater.drain();
await store.close();
