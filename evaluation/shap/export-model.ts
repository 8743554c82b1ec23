// Writes models of a small demo shop for the Python package `shap` to explain: see README.md.
import { attribute } from '../../explain/attribution/attribute.ts';
import { marginScore } from '../../explain/learned/margin-score.ts';
import { featureTable } from '../../fusion/heads/index.ts';
import { fitBoostedTrees } from '../../fusion/heads/trees/index.ts';
import { defaultModalities } from '../../fusion/index.ts';
import { allHistories } from '../../profiles/index.ts';
import { encoderInput, languageOf } from '../../segments/index.ts';
import { formConnected } from '../../segments/learned/form-groups.ts';
import { blocksOf } from '../../segments/learned/form-learned.ts';
import { fitColumns } from '../../segments/learned/profile-columns.ts';
import { AUTOENCODER_DEFAULTS } from '../../segments/learned/train-autoencoder.ts';
import { withDemoShop } from '../demo-shop.ts';

const USERS = 150;
const EXPLAINED = 3;
const ROWS = 12;

const exported = await withDemoShop({ seed: 7, users: USERS }, {}, async ({ application }) => {
  const model = (await application.models.active())!;
  const histories = [];
  for await (const page of allHistories(application.services.store)) histories.push(...page);
  const busy = histories.filter(({ events }) => events.length >= 20);
  const asOf = model.trainedThrough;
  const reader = () => model.fusion.featureReader(asOf);
  const profiles = busy.map((history) => reader().features(history));
  const { labelOf } = languageOf('en', defaultModalities());
  const columns = fitColumns(profiles, (modality, feature) => {
    return labelOf(modality, feature).unit === 'percent';
  });
  const inputs = profiles.map((profile) => encoderInput(columns, profile));
  // Groups of the graph are told apart through the encoder, which asks more of both sides than a line.
  const settings = { ...AUTOENCODER_DEFAULTS, hidden: 12, latent: 6, epochs: 10, seed: 1 };
  const { encoder, head } = await formConnected(inputs, blocksOf(columns), [3], settings);
  const grouping = { columns, encoder, head };
  const group = 0;
  const cases = busy.slice(0, EXPLAINED).map((history) => {
    const score = marginScore(reader(), { grouping, group });
    const { modalities } = reader().features(history);
    const players = modalities.filter(({ present }) => present).map(({ name }) => name);
    const rows = Array.from({ length: 1 << players.length }, (_, coalition) =>
      score.read(
        history,
        players.filter((_name, player) => (coalition >> player) & 1),
      ),
    );
    const { shares } = attribute(score, history, players, (modality) =>
      score.columns.flatMap((column) =>
        column.modality === modality ? [{ names: [column.feature] }] : [],
      ),
    );
    const parts = players.map((player) =>
      shares.flatMap(({ modality, part }) => (modality === player && part ? [part.names[0]] : [])),
    );
    return { players, parts, rows: rows.map((row) => numbers(row)) };
  });
  const table = featureTable(
    columns.slice(0, 40).map(({ modality, feature }, column) => ({
      name: `${modality} ${feature}`,
      group: String(modality),
      // Some values are unknown, so that both ways through a tree are taken.
      values: inputs.map((row, at) => ((at + column) % 9 === 0 ? Number.NaN : row[column])),
    })),
  );
  const labels = Float32Array.from(inputs, (row) => row.reduce((sum, value) => sum + value, 0));
  const trees = fitBoostedTrees(table, labels, 'squared', {
    trees: 12,
    leaves: 5,
    leastRows: 5,
    seed: 1,
  });
  const layer = ({ kernel, bias }: { kernel: Float32Array; bias: Float32Array }) => ({
    kernel: numbers(kernel),
    bias: numbers(bias),
  });
  return {
    group,
    columns: columns.map(({ modality, feature }) => [modality, feature]),
    hidden: layer(encoder.hidden),
    latent: layer(encoder.latent),
    head: layer(head),
    cases,
    trees,
    rows: Array.from({ length: ROWS }, (_, row) =>
      numbers(table.columns.map((column) => column[row])),
    ),
  };
});
console.log(JSON.stringify(exported));

/** Single precision written as short as it reads back; the unknown as null. */
function numbers(values: ArrayLike<number>): (number | null)[] {
  return Array.from(values, (value) => {
    if (Number.isNaN(value)) return null;
    const short = Number(value.toPrecision(7));
    return Math.fround(short) === Math.fround(value) ? short : Number(value.toPrecision(9));
  });
}
