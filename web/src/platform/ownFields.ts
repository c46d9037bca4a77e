import type { components } from './schema'

type Schemas = components['schemas']
/** Something a company wants to know of its contacts or its products. */
export type OwnField = Schemas['OwnField']
export type FieldKind = Schemas['FieldKind']
/** A field that is usual in a company's field of business, as it can be made. */
export type FieldPreset = Schemas['FieldPreset']
export type NewOwnField = Schemas['NewOwnField']
