using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Showing;

public sealed class LastAnswersTests
{
    [Fact]
    public void The_last_questions_are_answered_once()
    {
        var made = new List<int>();
        var answers = new LastAnswers<int, string>(2);
        foreach (var question in (int[])[1, 2, 1, 3, 1, 2]) Assert.Equal($"{question}", Ask(question));
        Assert.Equal([1, 2, 3, 2], made);           // 3 took the place of 2, which was asked for longest ago

        string Ask(int question) => answers.Of(question, () =>
        {
            made.Add(question);
            return $"{question}";
        });
    }

    [Fact]
    public void A_question_that_failed_is_asked_again()
    {
        var answers = new LastAnswers<int, int>(1);
        Assert.Throws<InvalidDataException>(() => answers.Of(1, () => throw new InvalidDataException()));
        Assert.Equal(7, answers.Of(1, () => 7));
    }
}
