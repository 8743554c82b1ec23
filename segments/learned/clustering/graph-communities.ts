import { UndirectedGraph } from 'graphology';
import louvain from 'graphology-communities-louvain';
import type { RandomSource, SparseMatrix } from '../../../fusion/index.ts';
import { modularity } from './modularity.ts';

/** Points divided by the ties among them. */
export interface Communities {
  readonly count: number;
  /** [points], communities from 0 */
  readonly assignment: Int32Array;
  readonly modularity: number;
}

/** The package's types tell of an ES module; what it exports is the function itself. */
const { detailed } = louvain as unknown as typeof louvain.default;
/** A further community has to add this share of what one without any tie to the others would. */
const RESOLUTION = 1 / 3;
/** A start takes some hundredths of a second with ten thousand points. */
const STARTS = 100;

/**
 * Divides a graph so that as much of its weight as possible lies within communities: points move to the
 * community that they add most to, communities become points, until nothing moves (Blondel et al. 2008).
 * What is reached depends on who moves first, so the best of several orders is taken. How many communities
 * there are comes from the graph.
 * @param graph [points, points], symmetric, without a diagonal
 */
export function graphCommunities(graph: SparseMatrix, random: RandomSource): Communities {
  const ties = tiesOf(graph);
  const found = Array.from({ length: STARTS }, () => {
    const { communities, count } = detailed(ties, {
      resolution: RESOLUTION,
      getEdgeWeight: 'weight',
      rng: () => random.uniform(),
    });
    const assignment = Int32Array.from({ length: graph.rows }, (_, point) => communities[point]);
    return { count, assignment, modularity: modularity(graph, assignment, RESOLUTION) };
  });
  return found.reduce((best, start) => (start.modularity > best.modularity ? start : best));
}

function tiesOf({ rows, pointers, indices, values }: SparseMatrix): UndirectedGraph {
  const ties = new UndirectedGraph();
  for (let point = 0; point < rows; point += 1) ties.addNode(point);
  for (let point = 0; point < rows; point += 1) {
    for (let place = pointers[point]; place < pointers[point + 1]; place += 1) {
      // Every tie lies in both rows.
      if (indices[place] > point) {
        ties.addEdge(point, indices[place], { weight: values[place] });
      }
    }
  }
  return ties;
}
