import { readFileSync } from 'node:fs';

/** What `custom-elements.json` says of one thing that has a name. */
export interface Named {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
  readonly type?: { readonly text: string };
}

export interface Attribute extends Named {
  readonly fieldName?: string;
}

export interface Member extends Named {
  readonly kind: 'field' | 'method';
  readonly readonly?: boolean;
  readonly attribute?: string;
  readonly parameters?: readonly (Named & { readonly optional?: boolean })[];
  readonly return?: { readonly type?: { readonly text: string } };
}

export interface Element {
  readonly name: string;
  readonly tagName: string;
  readonly description?: string;
  readonly attributes?: readonly Attribute[];
  readonly members?: readonly Member[];
  readonly events?: readonly Named[];
  readonly slots?: readonly Named[];
  readonly cssParts?: readonly Named[];
  readonly cssProperties?: readonly Named[];
  readonly cssStates?: readonly Named[];
}

export interface Manifest {
  readonly schemaVersion: string;
  readonly modules: readonly { readonly declarations?: readonly Element[] }[];
}

export const MANIFEST = 'custom-elements.json';

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(MANIFEST, 'utf8')) as Manifest;
}

export function elementsOf({ modules }: Manifest): readonly Element[] {
  return modules.flatMap(({ declarations }) => declarations ?? []);
}

/** Fields that an author sets. */
export function propertiesOf({ members = [] }: Element): readonly Member[] {
  return members.filter(({ kind, readonly }) => kind === 'field' && readonly !== true);
}
