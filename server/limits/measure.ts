import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

/** How deep an operation goes, and how many values its largest possible answer holds, roughly. */
export interface OperationSize {
  readonly depth: number;
  readonly cost: number;
}

type Complexity =
  | number
  | ((facts: { args: Record<string, unknown>; childComplexity: number }) => number)
  | undefined;

const NOTHING: OperationSize = { depth: 0, cost: 0 };
const ROWS_OF_A_LIST = 10;

/**
 * Measures an operation before it runs. Each fragment is measured once, so that fragments which
 * spread fragments cannot make the measuring itself expensive. Introspection is free: it touches no
 * data, and graphql-js limits its depth.
 */
export function measureOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
): OperationSize {
  const values: Record<string, unknown> = { ...variables };
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue) values[variable.name.value] ??= valueFromASTUntyped(defaultValue);
  }
  const measured = new Map<string, OperationSize>();

  function ofFragment(name: string): OperationSize {
    const known = measured.get(name);
    if (known) return known;
    // Stands in while the fragment is measured, so that a cycle ends; validation refuses it anyway.
    measured.set(name, NOTHING);
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    const size = fragment && isCompositeType(type) ? ofSet(fragment.selectionSet, type) : NOTHING;
    measured.set(name, size);
    return size;
  }

  function ofSet(set: SelectionSetNode, parent: GraphQLCompositeType): OperationSize {
    let depth = 0;
    let cost = 0;
    for (const selection of set.selections) {
      let size: OperationSize;
      if (selection.kind === 'Field') size = ofField(selection, parent);
      else if (selection.kind === 'FragmentSpread') size = ofFragment(selection.name.value);
      else {
        const name = selection.typeCondition?.name.value;
        const type = name === undefined ? parent : schema.getType(name);
        size = isCompositeType(type) ? ofSet(selection.selectionSet, type) : NOTHING;
      }
      depth = Math.max(depth, size.depth);
      cost += size.cost;
    }
    return { depth, cost };
  }

  function ofField(node: FieldNode, parent: GraphQLCompositeType): OperationSize {
    const field =
      isObjectType(parent) || isInterfaceType(parent)
        ? parent.getFields()[node.name.value]
        : undefined;
    if (!field) return NOTHING;
    const type = getNamedType(field.type);
    const inside =
      node.selectionSet && isCompositeType(type) ? ofSet(node.selectionSet, type) : NOTHING;
    return { depth: inside.depth + 1, cost: costOf(field, node, inside.cost) };
  }

  function costOf(
    field: GraphQLField<unknown, unknown>,
    node: FieldNode,
    childComplexity: number,
  ): number {
    const complexity = field.extensions.complexity as Complexity;
    if (typeof complexity === 'number') return complexity + childComplexity;
    if (complexity) {
      const args: Record<string, unknown> = {};
      for (const { name, defaultValue } of field.args) args[name] = defaultValue;
      for (const { name, value } of node.arguments ?? []) {
        args[name.value] = valueFromASTUntyped(value, values);
      }
      return complexity({ args, childComplexity });
    }
    const rows = isListType(getNullableType(field.type)) ? ROWS_OF_A_LIST : 1;
    return 1 + rows * childComplexity;
  }

  const root = schema.getRootType(operation.operation);
  return root ? ofSet(operation.selectionSet, root) : NOTHING;
}
