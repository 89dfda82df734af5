using System.CommandLine;
using System.Globalization;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>The flags of train, each with several values: <see cref="TrainingOptions"/> of every combination.</summary>
internal sealed class SweepFlags
{
    /// <summary>Runs that a sweep may have.</summary>
    public const int MostRuns = 1000;

    // So much is held out where nothing is said: models are compared by rows they have not seen.
    private const double Validation = 0.1;

    private readonly TrainingFlags _training;
    private readonly Command _train = new("train");
    private readonly IReadOnlyList<ListFlag> _flags;

    public SweepFlags(Choices choices)
    {
        _training = new TrainingFlags(choices);
        foreach (var option in _training.Options) _train.Add(option);
        _flags = [.. _training.Options.Select(option => new ListFlag(option, option.Name == "--validation" ? Validation.ToString(CultureInfo.InvariantCulture) : null))];
    }

    /// <summary>All flags, in the order help shows them.</summary>
    public IEnumerable<Option> Options => _flags;

    /// <summary>True if the command line gives values to the flag of this name.</summary>
    public bool IsGiven(ParseResult parse, string name) => Flag(name).IsGiven(parse);

    /// <summary>The options of every combination, the first flag's values changing slowest. A flag that belongs to one of several choices is left out of the combinations
    /// with others; what is then the same stands once.</summary>
    /// <exception cref="WrongUse">A value is none, or outside its range, or there are too many combinations.</exception>
    /// <exception cref="ArgumentException">In no combination the values go together.</exception>
    public IReadOnlyList<TrainingOptions> Read(ParseResult parse)
    {
        var lists = _flags.Select(flag => flag.Read(parse)).OfType<IReadOnlyList<string[]>>().ToList();
        if (Flag("threads").Read(parse)?.Count > 1) throw new WrongUse("--threads", "it counts for all runs together", "Give one value");
        var count = lists.Aggregate(1.0, (product, list) => product * list.Count);
        if (count > MostRuns)
            throw new WrongUse("sweep", string.Create(CultureInfo.InvariantCulture, $"there would be {count:N0} runs, and {MostRuns:N0} are the most"), "Give fewer values");

        var combinations = lists.Aggregate((IEnumerable<string[][]>)[[]], (begun, list) => begun.SelectMany(words => list.Select(more => (string[][])[.. words, more])))
            .Select(words => (Words: words, Silent: Silent(words))).ToList();
        // A flag that says nothing in any of them is refused as train refuses it.
        var telling = combinations.SelectMany(one => one.Words.Where(words => words.Length > 0).Select(words => words[0]).Except(one.Silent)).ToHashSet();
        var options = combinations.Select(one => Of([.. one.Words.Where(words => words.Length > 0 && !(one.Silent.Contains(words[0]) && telling.Contains(words[0])))])).Distinct().ToList();
        if (options.Select(Refusal).ToList() is var refusals && refusals.All(refusal => refusal is not null)) throw refusals[0]!;
        return options;
    }

    private ListFlag Flag(string name) => _flags.First(flag => flag.Name == $"--{name}");

    private HashSet<string> Silent(string[][] words) => [.. _training.WithoutMeaning(Parsed(words)).Select(option => option.Name)];

    private ParseResult Parsed(string[][] words) => _train.Parse([.. words.SelectMany(word => word)]);

    private TrainingOptions Of(string[][] words)
    {
        var options = _training.ReadUnchecked(Parsed(words));
        return words.Any(word => word[0] == "--validation") ? options : options with { Validation = Validation };
    }

    private static ArgumentException? Refusal(TrainingOptions options)
    {
        try
        {
            options.Check();
            return null;
        }
        catch (ArgumentException refusal)
        {
            return refusal;
        }
    }
}
