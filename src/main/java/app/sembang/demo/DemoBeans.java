package app.sembang.demo;

import java.util.List;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/// What is wired to what is worked out when the product is built, and then without the demo: whether there is one, the
/// start decides.
class DemoBeans implements ApplicationContextInitializer<GenericApplicationContext> {
    private static final List<Class<?>> BEANS =
            List.of(DemoSimulator.class, DemoCompanies.class, DemoPages.class, DemoMailbox.class, DemoStart.class);

    @Override
    public void initialize(GenericApplicationContext context) {
        if (AotDetector.useGeneratedArtifacts()
                && context.getEnvironment().getProperty("sembang.demo", Boolean.class, false)) {
            for (var bean : BEANS) {
                var definition = new RootBeanDefinition(bean);
                definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
                definition.setDestroyMethodName(AbstractBeanDefinition.INFER_METHOD);
                context.registerBeanDefinition(bean.getName(), definition);
            }
        }
    }
}
