package app.sembang;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.modulith.Modulithic;

/// Starts Sembang; nothing else. Stores and facades are called as they are: transactions are begun in the code, and
/// `JdbcClient` says itself what a database's error means, so no proxy stands before them.
@Modulithic(systemName = "Sembang")
@SpringBootApplication(
        exclude = {TransactionAutoConfiguration.class, PersistenceExceptionTranslationAutoConfiguration.class})
@ConfigurationPropertiesScan
public class Application {
    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }
}
