package app.sembang.identity;

import app.sembang.shared.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Gives a controller the member who is signed in, and confines who has yet to set up the second factor the company
/// asks for to doing so.
@Configuration(proxyBeanMethods = false)
class MemberParameter implements WebMvcConfigurer, HandlerMethodArgumentResolver, HandlerInterceptor {
    private static final String ME = "/api/v1/me";

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**").excludePathPatterns(ME, ME + "/two-factor/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof SignedIn who
                && who.current().confined()) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "two-factor-required",
                    "Your company asks for two-step sign-in; set it up, or sign in again with a code.");
        }
        return true;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Member.class || parameter.getParameterType() == SignedIn.class;
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var who = SecurityContextHolder.getContext().getAuthentication();
        if (who == null || !(who.getPrincipal() instanceof Member member)) {
            throw new IllegalStateException("An endpoint that needs a member was reached without one");
        }
        if (parameter.getParameterType() == Member.class) {
            return member;
        }
        if (who instanceof SignedIn) {
            return who;
        }
        throw new Refusal(Refusal.Kind.FORBIDDEN, "only-for-oneself", "Only people do this, signed in themselves.");
    }
}
