import { subscribe, unsubscribe } from './api'

export const pushPossible = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

/** Apple lets a site of an iPhone or iPad push only once it stands on the home screen. */
export const pushNeedsInstalling = () => {
  const apple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  return apple && !pushPossible() && !matchMedia('(display-mode: standalone)').matches
}

const bytes = (base64: string) => Uint8Array.from(atob(base64.replaceAll('-', '+').replaceAll('_', '/')), one => one.charCodeAt(0))
const base64 = (buffer: ArrayBuffer | null) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0)))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

async function existing() {
  const registration = await navigator.serviceWorker.getRegistration('/')
  return registration ? await registration.pushManager.getSubscription() : null
}

/** Whether this browser takes notifications while no page is open. */
export const pushOn = async () => pushPossible() && Notification.permission === 'granted' && (await existing()) !== null

/** False where the person did not allow it. */
export async function turnPushOn(key: string) {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const registration = await navigator.serviceWorker.register('/push.js')
  await navigator.serviceWorker.ready
  const old = await registration.pushManager.getSubscription()
  if (old && base64(old.options.applicationServerKey) !== key) await old.unsubscribe()
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })
  await subscribe({ endpoint: subscription.endpoint, p256dh: base64(subscription.getKey('p256dh')), auth: base64(subscription.getKey('auth')) })
  return true
}

export async function turnPushOff() {
  const subscription = await existing()
  if (!subscription) return
  await unsubscribe(subscription.endpoint)
  await subscription.unsubscribe()
}
