namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>Keeps the last few answers: a page is drawn more than once, and what it asks for is worked out once.</summary>
/// <typeparam name="TQuestion">What is asked, compared by value.</typeparam>
/// <typeparam name="TAnswer">What is kept.</typeparam>
/// <param name="most">How many are kept.</param>
internal sealed class LastAnswers<TQuestion, TAnswer>(int most) where TQuestion : notnull
{
    private readonly Lock _lock = new();
    private readonly List<(TQuestion Question, TAnswer Answer)> _kept = [];

    /// <summary>The answer that is kept, or else the one that is made now; others wait meanwhile.</summary>
    public TAnswer Of(TQuestion question, Func<TAnswer> make)
    {
        lock (_lock)
        {
            var place = _kept.FindIndex(kept => kept.Question.Equals(question));
            var answer = place >= 0 ? _kept[place].Answer : make();
            if (place >= 0) _kept.RemoveAt(place);
            _kept.Insert(0, (question, answer));
            if (_kept.Count > most) _kept.RemoveAt(most);
            return answer;
        }
    }
}
