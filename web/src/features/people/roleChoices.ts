import type { CustomRole, Role } from './api'

const BUILT_IN: Role[] = ['company_user', 'company_admin', 'viewer']

/** The company's own roles stand beside the built-in ones; both are told apart by their value. */
export const roleChoices = (own: CustomRole[], t: (key: string) => string) => [
  ...BUILT_IN.map(value => ({ value: value as string, label: t(`people.role.${value}`) })),
  ...own.map(({ id, name }) => ({ value: id, label: name })),
]

export function choiceOf(value: string, own: CustomRole[]): { role: Role; customRole: string | undefined } {
  const custom = own.find(({ id }) => id === value)
  return custom ? { role: custom.base, customRole: custom.id } : { role: value as Role, customRole: undefined }
}
