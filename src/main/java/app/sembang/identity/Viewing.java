package app.sembang.identity;

/// A super admin who looks into a company: sees what its viewers see, and changes nothing.
class Viewing extends SignedIn {
    Viewing(Views.View view) {
        super(view.viewer());
    }
}
