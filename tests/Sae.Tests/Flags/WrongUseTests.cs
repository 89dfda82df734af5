namespace Sae.Tests.Flags;

/// <summary>What can be told from the command line alone: exit code 2, one line, no file opened or written.</summary>
public sealed class WrongUseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("trian data.npy", "'trian'", "train?")]
    [InlineData("--jsno", "--jsno")]
    [InlineData("train", "DATA is missing", "sae train DATA --output MODEL")]
    [InlineData("train data.npy", "--output is missing")]
    [InlineData("features m more.npy --output m", "'more.npy'")]
    [InlineData("plot --output p", "MODEL is missing", "sae plot MODEL [DATA] --output DIR")]
    [InlineData("plot m", "--output is missing")]
    [InlineData("plot m --rows 5 --output p", "--rows", "DATA")]
    [InlineData("serve m --header", "--header", "DATA")]
    [InlineData("check --rows 5", "--rows", "DATA")]
    [InlineData("check --resume --hidden 5", "--hidden", "--resume")]
    [InlineData("check --resume data.npy", "DATA", "--resume")]
    [InlineData("check --hidden 0", "--hidden", "at least 1")]
    [InlineData("check --parameter encoder.weight", "encoder.weight", "counted from 0")]
    [InlineData("check --hidden 3 --parameter encoder.weight[3,0]", "encoder.weight[3,0]", "(3, 7)")]
    [InlineData("check --tied --parameter W_dec[0,0]", "W_dec", "tied")]
    [InlineData("train data.npy --hiden 5 --output m", "--hiden", "--hidden?")]
    [InlineData("train --hiden 5 data.npy --output m", "--hiden", "--hidden?")]
    [InlineData("train data.npy --output m --learn 1", "--learn", "--learning-rate?")]
    [InlineData("train data.npy --output m --hidden", "--hidden", "missing")]
    [InlineData("train data.npy --output --json", "--output", "missing")]
    [InlineData("train data.npy --output m --hidden 5 --hidden 6", "--hidden", "more than once")]
    [InlineData("train data.npy --output m --hidden 0", "--hidden", "at least 1")]
    [InlineData("train data.npy --output m --hidden 5.5", "--hidden", "'5.5' is not a whole number")]
    [InlineData("train data.npy --output m --hidden 99999999999", "--hidden", "99999999999")]
    [InlineData("train data.npy --output m --rho 0", "--rho", "in (0, 1)")]
    [InlineData("train data.npy --output m --rho 1", "--rho", "in (0, 1)")]
    [InlineData("train data.npy --output m --rho nan", "--rho", "in (0, 1)")]
    [InlineData("train data.npy --output m --rho 0,05", "--rho", "'0,05' is not a number")]
    [InlineData("train data.npy --output m --beta -1", "--beta", "at least 0")]
    [InlineData("train data.npy --output m --beta inf", "--beta")]
    [InlineData("train data.npy --output m --weight-decay -0.1", "--weight-decay", "at least 0")]
    [InlineData("train data.npy --output m --batch 0", "--batch", "at least 1")]
    [InlineData("train data.npy --output m --epochs 0", "--epochs", "at least 1")]
    [InlineData("train data.npy --output m --learning-rate 0", "--learning-rate", "above 0")]
    [InlineData("train data.npy --output m --validation 1", "--validation", "in [0, 1)")]
    [InlineData("train data.npy --output m --seed -1", "--seed", "from 0")]
    [InlineData("train data.npy --output m --threads -1", "--threads", "[0, 1024]")]
    [InlineData("train data.npy --output m --decoder relu", "--decoder", "sigmoid or linear")]
    [InlineData("train data.npy --output m --precision half", "--precision", "single or double")]
    [InlineData("train data.npy --output m --optimizer adma", "--optimizer", "adam?")]
    [InlineData("train data.npy --output m --loss mse", "--loss", "squared-error or cross-entropy")]
    [InlineData("train data.npy --output m --scale min-max", "--scale", "minmax?")]
    [InlineData("train data.npy --output m --loss cross-entropy --decoder linear", "cross-entropy", "linear decoder", "--loss squared-error")]
    [InlineData("train data.npy --output m --optimizer lbfgs --epochs 3", "--epochs", "--optimizer lbfgs", "adam or sgd")]
    [InlineData("train data.npy --output m --iterations 3", "--iterations", "--optimizer adam", "lbfgs")]
    [InlineData("train data.npy --output m --momentum 0.5", "--momentum", "sgd")]
    [InlineData("train data.npy --output m --hold-rho --beta 1", "--beta", "--hold-rho")]
    [InlineData("train data.npy --output m --hold-rho --rho-estimate running", "--rho-estimate", "--hold-rho")]
    [InlineData("train data.npy --output m --rho-tolerance 0.01 --beta 1", "--beta", "--rho-tolerance")]
    [InlineData("train data.npy --output m --sparsity kl --rho-tolerance 0.01", "--rho-tolerance", "--sparsity held")]
    [InlineData("train data.npy --output m --sparsity kl --hold-rho", "--hold-rho", "--sparsity held")]
    [InlineData("train data.npy --output m --hold-rho 0.01", "--hold-rho: it takes no value, and has '0.01'. Write --hold-rho --rho 0.01 (mean activation", "or --hold-rho --rho-tolerance 0.01 (how far from ρ")]
    [InlineData("train --hold-rho 0.01 data.npy --output m", "--hold-rho", "--hold-rho --rho 0.01", "--rho-tolerance 0.01")]
    [InlineData("train data.npy --output m --hold-rho=0.01", "--hold-rho", "--hold-rho --rho 0.01", "--rho-tolerance 0.01")]
    [InlineData("train data.npy --output m --hold-rho 0,1", "--hold-rho", "'0,1'")]
    [InlineData("train data.npy --output m --hold-rho=yes", "--hold-rho", "Write --hold-rho alone")]
    [InlineData("bench --hold-rho 1e-3", "--hold-rho", "--hold-rho --rho 1e-3")]
    [InlineData("train data.npy --output m --sparsity topk --hidden 8 --l0 9", "--l0: 9 units cannot be active on a row, for there are 8", "--hidden")]
    [InlineData("train data.npy --output m --sparsity topk --l0 2.5", "--l0: every row has the same number", "2.5 is not whole", "--sparsity batch-topk")]
    [InlineData("train data.npy --output m --sparsity jumprelu --l0 0", "--l0", "above 0")]
    [InlineData("train data.npy --output m --sparsity topk --decoder sigmoid", "decoder: topk rebuilds rows as a sum of directions", "--decoder linear")]
    [InlineData("train data.npy --output m --sparsity gated --tied", "tied: gated needs encoder and decoder weights of their own", "Leave --tied out")]
    [InlineData("train data.npy --output m --sparsity topk --loss cross-entropy", "loss: topk goes with the squared error alone", "--loss squared-error")]
    [InlineData("train data.npy --output m --sparsity jumprelu --optimizer lbfgs", "optimizer: jumprelu needs mini-batches, for which units are active changes by jumps", "--optimizer adam")]
    [InlineData("train data.npy --output m --sparsity topk --prefixes 32,16", "--prefixes", "16 comes after 32")]
    [InlineData("train data.npy --output m --sparsity topk --hidden 8 --prefixes 4,8", "--prefixes: 8 is not fewer than all 8 units")]
    [InlineData("train data.npy --output m --sparsity topk --rho 0.1", "--rho", "topk")]
    [InlineData("train data.npy --output m --sparsity kl --l0 4", "--l0", "topk")]
    [InlineData("train data.npy --output m --sparsity topk --l1 0.1", "--l1", "l1")]
    [InlineData("train data.npy --output m --sparsity l1 --l1 0.1 --l0 4", "--l1: with a fixed weight L0 is what comes of it, and --l0 cannot be asked for")]
    [InlineData("train data.npy --output m --sparsity gated --l1 0.1 --l0 4", "--l1", "--l0")]
    [InlineData("train data.npy --output m --sparsity topk --aux -1", "--aux", "at least 0")]
    [InlineData("train data.npy --output m --sparsity topk --decoder-norm long", "--decoder-norm", "unit or free")]
    [InlineData("train data.npy --output m --rho-tolerance 0", "--rho-tolerance", "in (0, 1)")]
    [InlineData("train data.npy --output m --rho-tolerance", "--rho-tolerance", "missing")]
    [InlineData("inspect data.npy --json=true", "--json", "Write --json alone")]
    [InlineData("train data.npy --output m --rows 0", "--rows", "at least 1")]
    [InlineData("train data.npy --output m --image 28", "--image", "28x28")]
    [InlineData("train data.npy --output m --header --no-header", "--header", "--no-header")]
    [InlineData("train data.npy --output m --tied yes", "'yes'")]
    [InlineData("train data.npy --output data.npy", "--output", "also read")]
    [InlineData("evaluate m", "DATA is missing")]
    [InlineData("encode m data.npy", "--output is missing")]
    [InlineData("encode m data.npy --output codes.txt", "--output", ".npy or .csv")]
    [InlineData("encode m data.npy --output codes", "--output", ".npy or .csv")]
    [InlineData("reconstruct m data.npy --output x.mat", "--output", ".npy or .csv")]
    [InlineData("features m --output tiles.jpg", "--output", ".png")]
    [InlineData("penalty --output p.png", "--rho is missing")]
    [InlineData("penalty --rho 0 --output p.png", "--rho", "in (0, 1)")]
    [InlineData("penalty --rho 1.2 --output p.png", "--rho", "in (0, 1)")]
    [InlineData("penalty --rho 0.2 --output p.pdf", "--output", ".png or .svg or .csv")]
    [InlineData("demo --epochs 0", "--epochs", "at least 1")]
    [InlineData("penalty everything", "'everything'")]
    [InlineData("inspect", "FILE is missing")]
    public void Wrong_use_is_one_line_and_exit_code_2(string words, params string[] named)
    {
        Tool.Run(_folder.Path, words.Split(' ')).IsRefused(2, named);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void No_command_shows_help_on_standard_error()
    {
        var result = Tool.Run(_folder.Path);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("Usage: sae <command>", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_after_two_hyphens_is_a_file_and_not_a_flag() =>
        Tool.Run(_folder.Path, "inspect", "--", "--hidden").IsRefused(1, "--hidden");

    [Fact]
    public void A_word_with_an_at_sign_is_a_file_and_not_a_list_of_words() =>
        Tool.Run(_folder.Path, "inspect", "@words").IsRefused(1, "@words");
}
