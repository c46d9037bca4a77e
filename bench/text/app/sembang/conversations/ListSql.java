package app.sembang.conversations;

/** Prints the query of the inbox's list, so that what is measured is what runs. */
final class ListSql {
    private ListSql() {}

    public static void main(String[] arguments) {
        System.out.println(ConversationReader.listing(ConversationReader.Order.NEWEST));
    }
}
