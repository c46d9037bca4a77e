import { expect, it } from 'vitest'
import { partsOf } from './auditWords'

it('a kind is told by what it is about and what was done', () => {
  expect(partsOf('outlet_created')).toEqual({ thing: 'outlet', act: 'created' })
  expect(partsOf('channel_account_secret_rotated')).toEqual({ thing: 'channel_account_secret', act: 'rotated' })
  expect(partsOf('company_export_requested')).toEqual({ thing: 'company_export', act: 'requested' })
  expect(partsOf('contact_tag_created')).toEqual({ thing: 'contact_tag', act: 'created' })
  expect(partsOf('test_run_exported')).toEqual({ thing: 'test_run', act: 'exported' })
  expect(partsOf('company_suspended')).toEqual({ thing: 'company', act: 'suspended' })
})

it('a kind nobody has words for is shown as it is', () => {
  expect(partsOf('rocket_launched')).toBeNull()
  expect(partsOf('outlet_painted')).toBeNull()
})
