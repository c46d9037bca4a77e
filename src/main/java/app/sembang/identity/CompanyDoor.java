package app.sembang.identity;

import app.sembang.companies.Companies;
import app.sembang.shared.Refusal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// What holds for every call of the staff's API, whatever the role: people of a suspended company go no
/// further, and who only looks into a company changes nothing.
@Configuration(proxyBeanMethods = false)
class CompanyDoor implements WebMvcConfigurer, HandlerInterceptor {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Companies companies;

    CompanyDoor(Companies companies) {
        this.companies = companies;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        var who = SecurityContextHolder.getContext().getAuthentication();
        if (request.getDispatcherType() != DispatcherType.REQUEST
                || who == null
                || !(who.getPrincipal() instanceof Member member)) {
            return true;
        }
        if (!(who instanceof Viewing)) {
            companies.requireOpen(member.company());
        } else if (!READING.contains(request.getMethod())) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN, "view-is-read-only", "You look into this company; you cannot change it.");
        }
        return true;
    }
}
