namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>All that the pages show: a subject and, for comparison, another on the same rows.</summary>
/// <param name="First">What most pages show.</param>
/// <param name="Second">What it is compared with, or null.</param>
public sealed record ShownSubjects(Subject First, Subject? Second = null)
{
    private readonly LastAnswers<(string, string), Task<MatchedUnits>> _matched = new(1);

    /// <summary>The units of two models, matched when they are first asked for: of very many units it takes seconds.</summary>
    internal Task<MatchedUnits> Match(ShownModel first, ShownModel second) => _matched.Of((first.Mark, second.Mark), () => Task.Run(() => new MatchedUnits(first.Model, second.Model)));
}
