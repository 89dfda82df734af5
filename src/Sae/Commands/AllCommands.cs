using System.CommandLine;
using Sae.Flags;
using SparseAutoencoders;
using SparseAutoencoders.Formats;

namespace Sae.Commands;

/// <summary>The tool's commands, made from one list of choices.</summary>
internal sealed class AllCommands
{
    /// <summary>What the tool offers by itself: what the library brings, and the companions' formats.</summary>
    public static Choices Choices { get; } = Choices.BuiltIn.WithMoreFormats();

    /// <summary>Shows help; on every command.</summary>
    public Option<bool> Help { get; } = new Switch("Help", "--help", "show this and do nothing") { Aliases = { "-h", "-?" }, Recursive = true };

    /// <summary>Shows the version.</summary>
    public Option<bool> Version { get; } = new Switch("Help", "--version", "show the version and do nothing");

    /// <param name="choices">What there is to choose from: flags and help are made from it.</param>
    public AllCommands(Choices choices)
    {
        // Not RootCommand: its own help, version and suggestion directive would stand beside ours.
        Root = new Command("sae", "sparse autoencoders: learn hidden units that are mostly inactive, look at them, use their codes")
        {
            DemoCommand.Create(choices),
            TrainCommand.Create(choices),
            SweepCommand.Create(choices),
            EvaluateCommand.Create(choices),
            EncodeCommand.Create(choices),
            ReconstructCommand.Create(choices),
            ScoreCommand.Create(choices),
            ExportCommand.Create(),
            ConvertCommand.Create(),
            UnitsCommand.Create(choices),
            SimilarCommand.Create(choices),
            CompareCommand.Create(choices),
            FeaturesCommand.Create(),
            PlotCommand.Create(choices),
            ServeCommand.Create(choices),
            ReportCommand.Create(choices),
            PenaltyCommand.Create(),
            CheckCommand.Create(choices),
            InspectCommand.Create(choices),
            BenchCommand.Create(choices),
            Help,
            Version,
        };
    }

    public Command Root { get; }
}
