const BROWSERS: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string, boolean?][] = [
  [/iPad/, 'iPad', true],
  [/iPhone/, 'iPhone', true],
  [/Android/, 'Android', true],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** What people call the browser and the device that a User-Agent header is of; null for what is neither. */
export function browserName(userAgent: string | null): { browser: string; system: string; mobile: boolean } | null {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent ?? ''))
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent ?? ''))
  return browser && system ? { browser: browser[1], system: system[1], mobile: system[2] ?? false } : null
}
