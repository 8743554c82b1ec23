// Fits a model from where its checkpoint left off and tells its parent how far it is, and at the end what came
// of it; or is killed in the third epoch of its first or second fit.
import { defaultModalities } from '../../../fusion/index.ts';
import { readOrigin } from '../../../server/training/origin-file.ts';
import { fit } from '../../../server/training/train-candidate.ts';
import { TrainingCheckpoint } from '../../../server/training/training-checkpoint.ts';
import { smallHistories, smallItems } from '../../fusion/training/small-shop.ts';

export interface FitOrder {
  readonly folder: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The file of a model to start from. */
  readonly from: string | null;
  /** In which fit of this process it is killed: 0, 1; null lets it end. */
  readonly killedIn: number | null;
}

const { folder, settings, from, killedIn } = JSON.parse(process.argv[2]) as FitOrder;
let fits = 0;
let before = 0;
const model = await fit(
  {
    ...{ modalities: defaultModalities(), settings },
    checkpoint: new TrainingCheckpoint(folder),
    signal: new AbortController().signal,
    onProgress(done, _total, note) {
      if (done < before) fits += 1;
      before = done;
      process.send?.({ note });
      if (fits === killedIn && note.startsWith('epoch 3')) process.kill(process.pid, 'SIGKILL');
    },
    ...(from && { from: await readOrigin(from) }),
  },
  smallHistories(30),
  smallItems(),
);
process.send?.({ id: model.id }, undefined, {}, () => process.exit(0));
