using System.CommandLine;
using SparseAutoencoders;

namespace Sae.Flags;

/// <summary>The flags that write a run down in a folder, and go on with it.</summary>
internal sealed class RunFlags
{
    private readonly Flag<string> _folder = new("Run", "--run-dir", "DIR", "a new folder for options, metrics, checkpoints and model", FlagText.Path) { Default = "none" };
    private readonly Flag<TimeSpan> _every = new("Run", "--checkpoint-every", "SECONDS", "with a run's folder: time between checkpoints", FlagText.Seconds)
    {
        Default = "every epoch",
        Range = "above 0",
    };

    /// <summary>The folder of a run that is gone on with.</summary>
    public Flag<string> Resume { get; } = new("Run", "--resume", "DIR", "go on with the run in this folder; its options, data and output are known", FlagText.Path) { Default = "none" };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> Options => [_folder, Resume, _every];

    /// <summary>The run's folder, new or to be gone on with, as it is named; null where none is.</summary>
    public string? PathOf(ParseResult parse) => Resume.IsGiven(parse) ? Resume.Read(parse) : _folder.IsGiven(parse) ? _folder.Read(parse) : null;

    /// <summary>True where the run's folder is named.</summary>
    public bool IsFolderGiven(ParseResult parse) => _folder.IsGiven(parse);

    /// <summary>The new run's folder, or null where none is asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="notes">What is kept beside the options.</param>
    /// <param name="demanded">Makes one among the system's temporary files where none is asked for.</param>
    public RunFolder? Create(ParseResult parse, IReadOnlyDictionary<string, string> notes, bool demanded)
    {
        if (!_folder.IsGiven(parse))
        {
            if (demanded) return RunFolder.Create(Path.Combine(Directory.CreateTempSubdirectory("sae-run-").FullName, "run"), notes, Every(parse));
            if (_every.IsGiven(parse)) throw new WrongUse("--checkpoint-every", "there is no folder for checkpoints", "Give --run-dir DIR");
            return null;
        }
        var path = _folder.Read(parse);
        Output.Destination.CheckNewFolder(path);
        return RunFolder.Create(path, notes, Every(parse));
    }

    /// <summary>The folder of the run that is gone on with.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="choices">What its options may name.</param>
    /// <param name="writes">False on machines that another one writes for.</param>
    public RunFolder Open(ParseResult parse, Choices choices, bool writes = true) =>
        writes ? RunFolder.Open(Resume.Read(parse), Every(parse), choices) : RunFolder.Follow(Resume.Read(parse), choices);

    /// <summary>Refuses flags that would change the run that is gone on with.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="allowed">Flags that may stand beside this class's own.</param>
    public void RefuseOthers(ParseResult parse, params IReadOnlyList<Option> allowed)
    {
        foreach (var option in parse.CommandResult.Command.Options.Except([.. allowed, Resume, _every]))
        {
            if (parse.GetResult(option) is { Implicit: false })
                throw new WrongUse(option.Name, $"the run in {Resume.Read(parse)} goes on as it was begun", "Leave it out, or begin a new run with --run-dir");
        }
    }

    private TimeSpan? Every(ParseResult parse) => _every.IsGiven(parse) ? _every.Read(parse) : null;
}
