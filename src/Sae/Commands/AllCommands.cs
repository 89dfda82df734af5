using System.CommandLine;
using Sae.Flags;
using SparseAutoencoders;
using SparseAutoencoders.Formats;

namespace Sae.Commands;

/// <summary>The tool's commands, made from one list of choices.</summary>
internal sealed class AllCommands
{
    /// <summary>What the library brings, and the companions' formats.</summary>
    public static Choices Choices { get; } = Choices.BuiltIn.WithMoreFormats();

    /// <summary>Shows help; on every command.</summary>
    public Option<bool> Help { get; } = new Switch("Help", "--help", "show this and do nothing") { Aliases = { "-h", "-?" }, Recursive = true };

    /// <summary>Shows the version.</summary>
    public Option<bool> Version { get; } = new Switch("Help", "--version", "show the version and do nothing");

    public AllCommands()
    {
        // Not RootCommand: its own help, version and suggestion directive would stand beside ours.
        Root = new Command("sae", "sparse autoencoders: learn hidden units that are mostly inactive, look at them, use their codes")
        {
            DemoCommand.Create(Choices),
            TrainCommand.Create(Choices),
            EvaluateCommand.Create(Choices),
            EncodeCommand.Create(Choices),
            ReconstructCommand.Create(Choices),
            ScoreCommand.Create(Choices),
            ExportCommand.Create(),
            FeaturesCommand.Create(),
            ServeCommand.Create(Choices),
            ReportCommand.Create(Choices),
            PenaltyCommand.Create(),
            CheckCommand.Create(Choices),
            InspectCommand.Create(Choices),
            BenchCommand.Create(Choices),
            Help,
            Version,
        };
    }

    public Command Root { get; }
}
