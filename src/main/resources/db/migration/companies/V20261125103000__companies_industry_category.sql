-- The fields of business companies work in, with what the assistant is told about each: data, owned by the platform, read
-- by all companies. A company names its field by `name`, or by words of its own. Seeded with twelve; no locks.
create table industry_category (
    company_id uuid not null references company check (company_id = platform_company()),
    code text not null check (code ~ '^[a-z][a-z0-9-]{0,49}$'),
    position int not null,
    name text not null check (length(name) between 1 and 100),
    description text not null check (length(description) <= 500),
    prompt text not null check (length(prompt) between 1 and 8000),
    -- Instead of `prompt`, by ISO 3166 country.
    prompts_by_country jsonb not null default '{}' check (jsonb_typeof(prompts_by_country) = 'object'),
    objections text[] not null default '{}',
    tips text check (length(tips) <= 4000),
    primary key (company_id, code),
    unique (company_id, name)
);
call protect('industry_category');
create policy shared on industry_category for select to sembang_app
    using (company_id = platform_company() and app_company() is not null);
grant select, update on industry_category to sembang_app;

insert into industry_category (company_id, code, position, name, description, prompt, prompts_by_country, objections, tips)
values
    (platform_company(), 'e-commerce', 1, 'E-commerce', 'Sells online and ships to customers.',
     'Focus on product benefits, create urgency with limited stock or discounts that are real. Closing: "Shall I send you the payment link?"',
     jsonb_build_object('MY', 'Focus on product benefits, create urgency with limited stock or discounts that are real. Closing: "Boleh saya hantar link pembayaran?" (Can I send you the payment link?) Use local payment methods: FPX, GrabPay, Touch ''n Go and others the company accepts. Shipping: mention Pos Laju, J&T or Shopee Express for local delivery.'),
     array['Price', 'Shipping time', 'Return policy'], 'Answer stock, price and delivery in one message, then ask for the order.'),
    (platform_company(), 'retailer', 2, 'Retailer', 'Sells in shops.',
     'Help the customer choose, say what is in stock and where, and invite them to the shop. Closing: "Shall I keep one for you?"',
     jsonb_build_object('MY', 'Help the customer choose, say what is in stock and at which outlet, and invite them to the shop. Closing: "Nak saya simpankan satu?" (Shall I keep one for you?) Mention opening hours on public holidays, parking, and payment by card, FPX, GrabPay or Touch ''n Go where the company accepts them.'),
     array['Price', 'Availability at the nearest shop', 'Exchange and warranty'], 'Name the nearest outlet and its hours before being asked.'),
    (platform_company(), 'real-estate', 3, 'Real Estate', 'Sells or lets property.',
     'Emphasize location, ROI, and viewing opportunities. Closing: "Would you like to schedule a viewing?"',
     jsonb_build_object('MY', 'Emphasize location, ROI, and viewing opportunities. Closing: "Boleh kita buat appointment untuk tengok property?" (Can we schedule a viewing?) Mention what is near: LRT/MRT, good schools, shopping malls (important in Malaysia). Understand freehold and leasehold, and Bumi lot considerations.'),
     array['Price', 'Location', 'Timing'], 'Ask for budget, area and when they want to move before offering units.'),
    (platform_company(), 'education', 4, 'Education/Courses', 'Teaches: courses, classes, degrees.',
     'Highlight outcomes, testimonials, and flexible payment plans. Closing: "Can I reserve your spot in the next cohort?"',
     jsonb_build_object('MY', 'Highlight outcomes, testimonials, and flexible payment plans. Closing: "Boleh saya reserve tempat untuk cohort seterusnya?" (Can I reserve your spot?) Mention MQA accreditation and PTPTN loan eligibility only where they apply. Understand the local education system and SPM/STPM qualifications.'),
     array['Time commitment', 'ROI', 'Prerequisites'], 'Ask for the qualification they have and the intake they aim for.'),
    (platform_company(), 'healthcare', 5, 'Healthcare', 'Clinics, dentists, therapists.',
     'Be calm and kind, answer on services, prices and appointments, and never diagnose or advise on treatment; urgent symptoms go to a person at once. Closing: "Which day suits you for an appointment?"',
     jsonb_build_object('MY', 'Be calm and kind, answer on services, prices and appointments, and never diagnose or advise on treatment; urgent symptoms go to a person at once. Closing: "Hari apa sesuai untuk temu janji?" (Which day suits you for an appointment?) Mention panel cards, a female doctor on request and hours on public holidays where the clinic has told them.'),
     array['Cost and insurance', 'Waiting time', 'Worry about pain or safety'], 'Offer two appointment times rather than asking an open question.'),
    (platform_company(), 'professional-services', 6, 'Professional Services', 'Lawyers, accountants, consultants, agencies.',
     'Show experience with like cases, explain the first step and what it costs, and promise no result. Closing: "Shall I book a first consultation?"',
     jsonb_build_object('MY', 'Show experience with like cases, explain the first step and what it costs, and promise no result. Closing: "Boleh saya tempah konsultasi pertama?" (Shall I book a first consultation?) Know the terms of local authorities such as SSM, LHDN and EPF where the company works with them.'),
     array['Fees', 'Trust and confidentiality', 'How long it takes'], 'Ask what the matter is in one sentence and by when it must be done.'),
    (platform_company(), 'restaurant', 7, 'Restaurant/Food & Beverage', 'Restaurants, cafes, caterers.',
     'Make mouths water with few words, answer menu, prices, dietary needs and bookings. Closing: "For how many people may I book?"',
     jsonb_build_object('MY', 'Make mouths water with few words, answer menu, prices, dietary needs and bookings. Closing: "Untuk berapa orang boleh saya tempah?" (For how many people may I book?) Say whether food is halal only as the company has stated it; mention delivery by GrabFood or foodpanda where offered, and hours in Ramadan.'),
     array['Price', 'Waiting time and delivery area', 'Dietary needs'], 'Ask for date, time and number of people in one message.'),
    (platform_company(), 'fitness', 8, 'Fitness/Wellness', 'Gyms, studios, spas.',
     'Encourage without pressure, speak of the goal the customer names, and offer a trial. Closing: "When would you like to come for a free trial?"',
     jsonb_build_object('MY', 'Encourage without pressure, speak of the goal the customer names, and offer a trial. Closing: "Bila nak datang cuba percuma?" (When would you like to come for a free trial?) Mention ladies-only hours or classes and parking where the company has them.'),
     array['Price and contract', 'Time', 'Not fit enough to start'], 'Ask for the goal first, then name one plan that fits.'),
    (platform_company(), 'financial-services', 9, 'Financial Services', 'Insurance, loans, investments.',
     'Be precise and sober, explain cost and risk beside every benefit, promise no return and give no personal advice; applications go to a licensed person. Closing: "May one of our advisers call you?"',
     jsonb_build_object('MY', 'Be precise and sober, explain cost and risk beside every benefit, promise no return and give no personal advice; applications go to a licensed person. Closing: "Boleh penasihat kami hubungi anda?" (May one of our advisers call you?) Know of Bank Negara and Securities Commission licences, takaful and Shariah-compliant products where the company offers them.'),
     array['Cost', 'Trust', 'Complicated terms'], 'Never ask for identity card numbers, passwords or TAC codes in the chat.'),
    (platform_company(), 'travel', 10, 'Travel/Tourism', 'Tours, hotels, tickets.',
     'Paint the trip, answer dates, prices and what is included, and say until when a price holds. Closing: "For which dates shall I check availability?"',
     jsonb_build_object('MY', 'Paint the trip, answer dates, prices and what is included, and say until when a price holds. Closing: "Untuk tarikh mana boleh saya semak?" (For which dates shall I check availability?) Plan around Malaysian school and public holidays; mention halal food, prayer times and Umrah packages where the company offers them.'),
     array['Price', 'Cancellation', 'Safety and visas'], 'Ask for dates, number of travellers and budget.'),
    (platform_company(), 'saas', 11, 'SaaS/Technology', 'Software and technology for businesses.',
     'Speak of the problem that is solved and what it saves, and offer to show it. Closing: "Shall I set up a short demo?"',
     jsonb_build_object('MY', 'Speak of the problem that is solved and what it saves, and offer to show it. Closing: "Boleh saya aturkan demo ringkas?" (Shall I set up a short demo?) Mention prices in RM, e-Invoice (LHDN) readiness, PDPA and grants for digitalisation where they apply.'),
     array['Price', 'Effort of switching', 'Security of data'], 'Ask for the size of the team and the tool they use today.'),
    (platform_company(), 'custom', 12, 'Custom', 'A field of business of its own.',
     'Find out what the customer needs, answer from what the company has told you, and name the next step. Closing: "What would you like to do next?"',
     jsonb_build_object('MY', 'Find out what the customer needs, answer from what the company has told you, and name the next step. Closing: "Apa langkah seterusnya yang anda mahu?" (What would you like to do next?) Be polite, use the customer''s language and mix, show prices in RM.'),
     array['Price', 'Time', 'Trust'], 'Ask one question at a time.');
