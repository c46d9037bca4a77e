package app.sembang;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// The statements the application sends to the database in transactions of one company, whoever else works meanwhile.
public final class CountedStatements {
    private static final ConcurrentLinkedQueue<List<String>> TRANSACTIONS = new ConcurrentLinkedQueue<>();
    private static volatile @Nullable String watched;
    private static volatile String thread = "";

    private CountedStatements() {}

    /// Each transaction of the company that began while the work ran: its statements after the first, which says whose
    /// it is.
    public static List<List<String>> of(TestCompany company, Runnable work) {
        return of(company, "", work);
    }

    /// Only those of requests, not of what goes on in the background.
    public static List<List<String>> ofRequests(TestCompany company, Runnable work) {
        return of(company, "tomcat-handler", work);
    }

    private static List<List<String>> of(TestCompany company, String threads, Runnable work) {
        TRANSACTIONS.clear();
        thread = threads;
        watched = company.id().toString();
        try {
            work.run();
        } finally {
            watched = null;
        }
        return List.copyOf(TRANSACTIONS);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Counting {
        @Bean
        static BeanPostProcessor countStatements() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return name.equals("dataSource") && bean instanceof DataSource pool ? new Counted(pool) : bean;
                }
            };
        }
    }

    private static final class Counted extends DelegatingDataSource {
        Counted(DataSource pool) {
            super(pool);
        }

        @Override
        public Connection getConnection() throws SQLException {
            var connection = super.getConnection();
            return watched == null ? connection : new Listening(connection).proxy();
        }
    }

    private static final class Listening {
        private final Connection connection;
        private @Nullable List<String> transaction;

        Listening(Connection connection) {
            this.connection = connection;
        }

        Connection proxy() {
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        var result = call(connection, method, arguments);
                        return method.getName().equals("prepareStatement")
                                ? prepared(result, (String) arguments[0])
                                : result;
                    });
        }

        private Object prepared(Object statement, String sql) {
            if (!sql.contains("set_config('app.company_id'")) {
                if (transaction != null) {
                    transaction.add(sql.strip());
                }
                return statement;
            }
            return Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {PreparedStatement.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().startsWith("set") && arguments[0].equals(1)) {
                            boolean counts = arguments[1].equals(watched)
                                    && Thread.currentThread().getName().startsWith(thread);
                            transaction = counts ? new ArrayList<>() : null;
                            if (transaction != null) {
                                TRANSACTIONS.add(transaction);
                            }
                        }
                        return call(statement, method, arguments);
                    });
        }

        private static Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        }
    }
}
