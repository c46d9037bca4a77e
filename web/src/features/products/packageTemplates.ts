import type { Pricing } from './packages'

export interface PackageTemplate {
  /** Of its words, `gallery.one.<key>`. */
  key: string
  /** Those it is made for, as a company's `industryCategory` names them. */
  industries: string[]
  tiers: { pricing: Pricing; percent: string }[]
}

/** How businesses of each industry put packages together; what is in them a company chooses itself. */
const TEMPLATES: PackageTemplate[] = [
  { key: 'raya', industries: ['E-commerce', 'Retailer'], tiers: [{ pricing: 'percent', percent: '5' }, { pricing: 'percent', percent: '10' }, { pricing: 'percent', percent: '15' }] },
  { key: 'buyMore', industries: ['E-commerce', 'Retailer'], tiers: [{ pricing: 'percent', percent: '5' }, { pricing: 'percent', percent: '10' }] },
  { key: 'viewing', industries: ['Real Estate'], tiers: [{ pricing: 'parts', percent: '' }, { pricing: 'parts', percent: '' }] },
  { key: 'intake', industries: ['Education/Courses'], tiers: [{ pricing: 'percent', percent: '10' }, { pricing: 'percent', percent: '15' }, { pricing: 'percent', percent: '20' }] },
  { key: 'checkup', industries: ['Healthcare'], tiers: [{ pricing: 'percent', percent: '5' }, { pricing: 'percent', percent: '10' }, { pricing: 'percent', percent: '15' }] },
  { key: 'retainer', industries: ['Professional Services'], tiers: [{ pricing: 'parts', percent: '' }, { pricing: 'percent', percent: '5' }, { pricing: 'percent', percent: '10' }] },
  { key: 'set', industries: ['Restaurant/Food & Beverage'], tiers: [{ pricing: 'percent', percent: '10' }, { pricing: 'percent', percent: '15' }] },
  { key: 'membership', industries: ['Fitness/Wellness'], tiers: [{ pricing: 'parts', percent: '' }, { pricing: 'percent', percent: '10' }, { pricing: 'percent', percent: '20' }] },
  { key: 'protection', industries: ['Financial Services'], tiers: [{ pricing: 'parts', percent: '' }, { pricing: 'parts', percent: '' }, { pricing: 'parts', percent: '' }] },
  { key: 'trip', industries: ['Travel/Tourism'], tiers: [{ pricing: 'percent', percent: '5' }, { pricing: 'percent', percent: '10' }] },
  { key: 'plans', industries: ['SaaS/Technology'], tiers: [{ pricing: 'parts', percent: '' }, { pricing: 'percent', percent: '10' }, { pricing: 'percent', percent: '20' }] },
]

/** Those of the company's own industry first. */
export const templatesFor = (industry: string | null) => [...TEMPLATES].sort((one, other) => Number(!one.industries.includes(industry ?? '')) - Number(!other.industries.includes(industry ?? '')))
