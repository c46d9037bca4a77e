import { _api } from '@iconify/vue'

/** Icons come with the bundle. One that was missed stays empty; it is never asked for at a public address. */
export function refuseIconRequests() {
  _api.setAPIModule('', { prepare: () => [], send: () => {} })
}
