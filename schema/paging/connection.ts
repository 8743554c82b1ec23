import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { PageInfo } from './page-info.ts';

/** One row of a connection. */
export interface Edge<Row> {
  readonly cursor: string;
  readonly node: Row;
}

/** A page of a Relay connection. */
export interface Connection<Row> {
  readonly edges: readonly Edge<Row>[];
  readonly nodes: readonly Row[];
  readonly pageInfo: PageInfo;
  /** A function, so that nothing is counted unless the field is selected. */
  readonly totalCount: () => Promise<number>;
}

/** The connection's field multiplies by its number of rows; its lists must not do so again. */
const ofOneRow = ({ childComplexity }: { childComplexity: number }) => childComplexity;

/** Makes `<name>Connection` and `<name>Edge` over a node type. */
export function connectionType<Row extends object>(
  name: string,
  node: () => ClassType<Row>,
): ClassType<Connection<Row>> {
  @ObjectType(`${name}Edge`, {
    simpleResolvers: true,
    description: `A ${name} at its place in the list.`,
  })
  class EdgeType implements Edge<Row> {
    @Field(() => String, { description: 'Opaque; give it to `after` or `before`.' })
    readonly cursor!: string;

    @Field(node, { description: `The ${name}.` })
    readonly node!: Row;
  }

  @ObjectType(`${name}Connection`, {
    simpleResolvers: true,
    description: `A page of a list of ${name}; rows that come and go elsewhere do not shift it.`,
  })
  class ConnectionType implements Connection<Row> {
    @Field(() => [EdgeType], {
      description: 'The rows with their cursors.',
      complexity: ofOneRow,
    })
    readonly edges!: readonly Edge<Row>[];

    @Field(() => [node()], { description: 'The rows alone.', complexity: ofOneRow })
    readonly nodes!: readonly Row[];

    @Field(() => PageInfo, { description: 'Whether there is more.' })
    readonly pageInfo!: PageInfo;

    @Field(() => Int, {
      complexity: 5,
      description: 'How many rows there are in all; counted only when asked for.',
    })
    readonly totalCount!: () => Promise<number>;
  }
  return ConnectionType;
}
