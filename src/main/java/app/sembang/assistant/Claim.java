package app.sembang.assistant;

import app.sembang.language.Span;

/// Something a text states that can be true or false.
///
/// @param value in one form whatever the language: `89.90` of money, `10` of percent, `3 day` of a
/// duration, `14:30` of a time, `12-25` of a date, a host of a link; empty where the word alone states it
record Claim(Kind kind, String value, Span span) {
    enum Kind {
        MONEY,
        PERCENT,
        DURATION,
        TIME,
        DATE,
        PHONE,
        LINK,
        EMAIL,
        /// How many there are to be had.
        LEFT,
        /// That it can be had.
        STOCK,
        /// That it cannot be had.
        SOLD_OUT,
        FREE,
        WARRANTY,
        PROMISE,
        DISCOUNT,
        /// That an amount is not the price of a thing. Only marks what is stated beside it.
        CHARGE,
        /// That an amount is of several things together. Only a mark as well.
        TOTAL
    }
}
