package app.sembang.assistant;

import app.sembang.assistant.Ground.Kind;
import app.sembang.shared.Money;

/// What a shop sells, as an answer may rest on it.
final class TestGoods {
    static final Ground SHIRT = new Ground(
            "e1",
            Kind.PRODUCT,
            "p1",
            "Batik shirt",
            "Batik shirt: RM 89.90; stock: 12",
            1,
            new Money("89.90", "MYR"),
            12);
    static final Ground SCARF = new Ground(
            "e2",
            Kind.PRODUCT,
            "p2",
            "Silk scarf",
            "Silk scarf: RM 1,250.00; stock: 0",
            1,
            new Money("1250.00", "MYR"),
            0);

    private TestGoods() {}
}
