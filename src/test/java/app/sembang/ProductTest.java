package app.sembang;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.context.TestExecutionListeners;

/// A test of the whole product over HTTP: on a free port (`@LocalServerPort`), on a real PostgreSQL, with time
/// standing still at [TestClock#START] until the test moves it.
///
/// All such tests of a process share one application and one database. A test makes its own company through the public
/// surface and never cleans up; a test that needs other settings or other beans starts a process of its own
/// instead.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "SEMBANG_DEMO=false",
            "sembang.home=${sembang.tests:target/tests}/home",
            "sembang.passwords.memory=64",
            "sembang.single-sign-on.allow-loopback=true",
            // What the platform offers is what a test makes; the offer of the first start has a test of its own.
            "sembang.templates.offer-starters=false",
            // The matrix tries every key on every call within a minute; limits have tests of their own.
            "sembang.rate-limits.read.address=120000",
            "sembang.rate-limits.read.member=30000",
            "sembang.rate-limits.read.company=120000",
            "sembang.rate-limits.write.address=120000",
            "sembang.rate-limits.write.company=120000",
            "sembang.rate-limits.write.member=12000",
            "sembang.rate-limits.heavy.address=12000",
            "sembang.rate-limits.heavy.member=600",
            "sembang.rate-limits.heavy.company=1200",
            // All visitors have one address.
            "sembang.webchat.sessions-per-minute=1200",
            // Time leaps while jobs run; none of them is dead.
            "sembang.jobs.dead-after=60s",
            "sembang.body-patience=3s",
            "server.tomcat.connection-timeout=3s",
            "sembang.push.private-hosts=127.0.0.1",
            "FIREBASE_PROJECT_ID=sembang-test"
        })
@Import({TestClock.InPlaceOfTheRealOne.class, CountedStatements.Counting.class, TestIdentityProvider.Keys.class})
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
@TestExecutionListeners(
        listeners = TestClock.Reset.class,
        mergeMode = TestExecutionListeners.MergeMode.MERGE_WITH_DEFAULTS)
public @interface ProductTest {}
